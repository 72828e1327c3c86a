/**
 * Whether a request that changes something may come from where it says it comes from. Browsers send
 * `Origin` with every such request; programs that send none carry no cookies of a browser either.
 * `SameSite=Strict` and the JSON content type stand behind this.
 */
export function isSameOrigin(origin: string | undefined, host: string | undefined, publicUrl: string): boolean {
  if (origin === undefined) return true;
  if (origin === publicUrl) return true;
  const from = URL.parse(origin);
  return from !== null && from.host !== '' && from.host === host;
}
