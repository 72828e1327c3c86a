import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { CommandKind } from '@holdfast/protocol/commands';
import { FreedTime } from './freed-time.ts';

const never = new AbortController().signal;
const anHour = 3_600_000;

/** Whether a wait would end by itself, at once. It is told to stop, so that none stays behind. */
async function endsAtOnce(freed: FreedTime): Promise<boolean> {
  const stop = new AbortController();
  let over = false;
  const waited = freed.wait(anHour, stop.signal).then(() => (over = true));
  await nextTurn();
  const endedByItself = over;
  stop.abort();
  await waited;
  return endedByItself;
}

// Every kind of command there is: whoever adds one decides here.
const wakes: Record<CommandKind, boolean> = {
  // Leaves a slot or a part of it, or somebody's place in an offer.
  move_booking: true,
  cancel_booking: true,
  no_show_booking: true,
  // The other times that were held for a refused wish are given back.
  confirm_hold: true,
  dismiss_refusal: true,
  release_hold: true,
  // What is left of a hold that it takes over.
  place_block: true,
  remove_block: true,
  undo_command: true,
  run_late: true,
  move_series: true,
  cancel_series: true,
  // Of an offer that a manager takes the time of: whom it was made to waits again.
  override_hold: true,
  leave_waitlist: true,
  accept_offer: true,
  decline_offer: true,
  // Somebody new to offer to.
  join_waitlist: true,
  // Only takes time, keeps it or changes what no opening depends on.
  create_booking: false,
  arrive_booking: false,
  start_booking: false,
  complete_booking: false,
  edit_booking: false,
  edit_series: false,
  place_hold: false,
  extend_hold: false,
  create_series: false,
  // The job's own: it looks until nothing is left.
  offer_waitlist: false,
};

test.each(Object.entries(wakes) as [CommandKind, boolean][])('%s wakes the job: %s', async (kind, expected) => {
  const freed = new FreedTime();
  freed.committed(kind);
  expect(await endsAtOnce(freed)).toBe(expected);
});

test('nothing happened: it waits', async () => {
  expect(await endsAtOnce(new FreedTime())).toBe(false);
});

test('a command that frees time ends the wait under way, and none after it', async () => {
  const freed = new FreedTime();
  const waited = freed.wait(anHour, never);
  freed.committed('cancel_booking');
  await expect(waited).resolves.toBeUndefined();
  expect(await endsAtOnce(freed)).toBe(false);
});

test('a hint of something else than a command ends the wait as well', async () => {
  const freed = new FreedTime();
  const waited = freed.wait(anHour, never);
  freed.notice();
  await expect(waited).resolves.toBeUndefined();
});

test('what came between two waits is not lost: the next wait ends at once, and only that', async () => {
  const freed = new FreedTime();
  freed.committed('cancel_booking');
  freed.committed('cancel_booking');
  await freed.wait(anHour, never);
  expect(await endsAtOnce(freed)).toBe(false);
});

test('nothing came: the wait ends when its time is up', async () => {
  await expect(new FreedTime().wait(1, never)).resolves.toBeUndefined();
});

test('told to stop, a wait ends, and one that begins afterwards as well', async () => {
  const freed = new FreedTime();
  const stop = new AbortController();
  const waited = freed.wait(anHour, stop.signal);
  stop.abort();
  await expect(waited).resolves.toBeUndefined();
  await expect(freed.wait(anHour, stop.signal)).resolves.toBeUndefined();
});

test('nothing stays behind with whoever may tell it to stop: a node waits for as long as it lives', async () => {
  const { signal } = new AbortController();
  const freed = new FreedTime();
  const waited = freed.wait(anHour, signal);
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  freed.notice();
  await waited;
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});
