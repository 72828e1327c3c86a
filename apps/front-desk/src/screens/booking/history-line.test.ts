import { expect, test } from 'vitest';
import type { BookingRow, ResourceRow } from '@holdfast/protocol/rows';
import type { HistoryEntry } from '../../desk.ts';
import { clockOf } from '../../words/clock.ts';
import { refusalTitle } from '../attention/refusal-words.ts';
import { historyLine, historySource, lastChange } from './history-line.ts';

const row: BookingRow = {
  id: 'b', locationId: 'l', reference: 'HF-1', serviceId: null, resourceIds: [], start: '2026-11-21T10:00:00.000Z', end: '2026-11-21T11:00:00.000Z',
  occupiedStart: '2026-11-21T10:00:00.000Z', occupiedEnd: '2026-11-21T11:00:00.000Z', status: 'booked', version: 1, channel: 'desk',
  customerId: 'c', customerName: 'Jon', customerPhone: null, title: null, notes: '', createdAt: '2026-11-20T10:00:00.000Z',
};
const later = { ...row, start: '2026-11-21T10:15:00.000Z', end: '2026-11-21T11:15:00.000Z' };
const entry = (change: Partial<HistoryEntry>): HistoryEntry => ({
  at: row.start, commandId: 'x', kind: 'move_booking', actorName: 'Ana', terminalName: 'Front', channel: 'desk', refusalReason: null, reason: null,
  sawVersion: 12, unseen: false, undoes: null, undone: false, takenFrom: null, before: row, after: later, ...change,
});
const say = (change: Partial<HistoryEntry>): string => historyLine(entry(change), [], clockOf('UTC'), (reason) => reason);

test('what was done to several at once, and what was taken back, says so', () => {
  expect(say({})).toBe('Moved 10:00–11:00 → 10:15–11:15');
  expect(say({ kind: 'move_series' })).toBe('Moved with its series 10:00–11:00 → 10:15–11:15');
  expect(say({ kind: 'edit_series', after: { ...row, notes: 'Side door' } })).toBe('Edited with its series · Notes — → Side door');
  expect(say({ kind: 'run_late' })).toBe('Running late: 10:00–11:00 → 10:15–11:15');
  expect(say({ kind: 'undo_command', undoes: 'run_late' })).toBe('Undone: Running late');
  expect(say({ kind: 'undo_command', undoes: null, refusalReason: 'cannot_undo' })).toBe('Refused: Undone (cannot_undo)');
});

test('of several a refusal says so: who changed one date first may have changed another than this', () => {
  const why = (change: Partial<HistoryEntry>) => historyLine(entry({ refusalReason: 'stale_version', before: null, after: null, ...change }), [], clockOf('UTC'), refusalTitle);
  const ofSeries = 'Somebody else changed one of these dates first. Look at them again, then decide.';
  expect(why({ kind: 'edit_series' })).toBe(`Refused: Edited with its series (${ofSeries})`);
  expect(why({ kind: 'undo_command', undoes: 'move_series' })).toBe(`Refused: Undone: Moved with its series (${ofSeries})`);
  expect(why({ kind: 'cancel_booking' })).toBe('Refused: Cancelled (Somebody else changed this booking first. Look at it again, then decide.)');
});

test('who was squeezed in, and what was set aside, says so where it was done, with its reason', () => {
  const squeezed = { ...row, squeezedIn: true, squeezeReason: 'In pain' };
  const waived = { ...later, waived: { rules: ['orphan_gap' as const], reason: 'Regular' } };
  expect(say({ kind: 'create_booking', before: null, after: squeezed, reason: 'In pain' })).toBe('Booked, squeezed in: In pain');
  expect(say({ kind: 'confirm_hold', before: null, after: squeezed })).toBe('Booked from a hold, squeezed in: In pain');
  expect(say({ after: waived, reason: 'Regular' })).toBe('Moved 10:00–11:00 → 10:15–11:15, short gap set aside: Regular');
  // What it was already is no news.
  expect(say({ kind: 'arrive_booking', before: squeezed, after: squeezed })).toBe('Arrived');
  expect(say({ kind: 'create_booking', before: null, after: row, reason: 'Had been promised' })).toBe('Booked: Had been promised');
});

test('time that was taken over says whose it was', () => {
  const taken = { kind: 'override_hold', before: null, after: null, reason: 'Wheelchair user' } as const;
  expect(say({ ...taken, takenFrom: { name: 'Ngozi', channel: 'web' } })).toBe('Held time taken over from Ngozi (web): Wheelchair user');
  expect(say({ ...taken, takenFrom: { name: null, channel: 'chat_ai' } })).toBe('Held time taken over from chat agent: Wheelchair user');
});

test('a move says all that it changed', () => {
  const resources = ['Dr. Ada', 'Dr. Bo'].map((name, index) => ({ id: `r${index}`, name }) as ResourceRow);
  const move = (change: Partial<HistoryEntry>): string => historyLine(entry({ before: { ...row, resourceIds: ['r0'] }, ...change }), resources, clockOf('UTC'), (reason) => reason);
  expect(move({ after: { ...row, resourceIds: ['r1'] } })).toBe('Moved Dr. Ada → Dr. Bo');
  expect(move({ after: { ...later, resourceIds: ['r1'] } })).toBe('Moved 10:00–11:00 → 10:15–11:15 · Dr. Ada → Dr. Bo');
  expect(move({ kind: 'move_series', after: { ...later, resourceIds: ['r1'] } })).toBe('Moved with its series 10:00–11:00 → 10:15–11:15 · Dr. Ada → Dr. Bo');
  expect(move({ kind: 'move_series', after: { ...row, resourceIds: ['r0'] } })).toBe('Moved with its series');
});

test('a move to another day says both dates', () => {
  const nextDay = { ...row, start: '2026-11-22T10:00:00.000Z', end: '2026-11-22T11:00:00.000Z' };
  expect(say({ after: nextDay })).toBe('Moved Sat 21 Nov 10:00–11:00 → Sun 22 Nov 10:00–11:00');
});

test('an edit says from what to what, e-mail included', () => {
  const after = { ...row, customerName: 'John', notes: 'Knee', customer: { name: 'John', phone: null, email: 'john@example.org' } };
  expect(say({ kind: 'edit_booking', after })).toBe('Edited · Name Jon → John · E-mail — → john@example.org · Notes — → Knee');
});

test('an edit says which clock the customer lives by now', () => {
  const image = (timeZone: string | null) => ({ ...row, customer: { name: 'Jon', phone: null, email: null, timeZone } });
  expect(say({ kind: 'edit_booking', before: image(null), after: image('America/New_York') })).toBe('Edited · Clock — → America/New_York');
});

test('only the last change can be taken back: what was refused changed nothing, an undo is a change itself', () => {
  const moved = entry({});
  expect(lastChange([entry({ refusalReason: 'slot_taken' }), moved, entry({ kind: 'create_booking' })])).toBe(moved);
  expect(lastChange([entry({ kind: 'undo_command', undoes: 'move_booking' }), entry({ undone: true })])).toBeNull();
  expect(lastChange([entry({ kind: 'undo_command', undoes: 'edit_booking', before: null, after: null }), moved])).toBe(moved);
  expect(lastChange([entry({ kind: 'create_booking' })])).toBeNull();
  expect(lastChange([entry({ kind: 'place_hold', before: null, after: null })])).toBeNull();
  expect(lastChange([])).toBeNull();
});

test('who did it also says what they could see', () => {
  expect(historySource(entry({}))).toBe('Ana · Front · desk · saw version 12');
  expect(historySource(entry({ unseen: true }))).toBe('Ana · Front · desk · saw version 12 · had not seen the change before');
  expect(historySource(entry({ actorName: null, terminalName: null, channel: 'web', sawVersion: null }))).toBe('web');
});
