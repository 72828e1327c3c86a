import type { Desk } from '../../desk.ts';

/** Saves what is unsent or unanswered as a file, for the person who helps from afar. */
export async function saveOutbox(desk: Desk): Promise<void> {
  const url = URL.createObjectURL(await desk.exportOutbox());
  const link = document.createElement('a');
  link.href = url;
  link.download = `holdfast-unsent-${new Date().toISOString().slice(0, 16).replaceAll(':', '')}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
