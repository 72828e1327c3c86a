/** What is said most often at a counter; anything else is typed. */
export const usualMinutes = [5, 10, 15, 30] as const;
const mostMinutes = 480;

/** What was typed as whole minutes the gateway takes, or null. */
export function minutesTyped(text: string): number | null {
  const minutes = /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : 0;
  return minutes >= 1 && minutes <= mostMinutes ? minutes : null;
}
