import { expect, test } from 'vitest';
import type { CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import type { WaitlistEntryRow } from '@holdfast/protocol/rows';
import type { OutboxRecord } from '../outbox/outbox-record.ts';
import { outboxRecord } from '../testing/outbox-records.ts';
import { service, serviceId } from '../testing/simulated-house.ts';
import { foldWaitlist } from './fold-waitlist.ts';
import { WaitingList } from './waiting-list.ts';

const row = (id: string, over: Partial<WaitlistEntryRow> = {}): WaitlistEntryRow => ({
  id, locationId: 'l', serviceId, from: '2026-11-21T09:00:00.000Z', to: '2026-11-21T18:00:00.000Z', resourceIds: [], partySize: 1,
  customerId: 'c', customerName: 'Chen', customerPhone: null, notes: '', channel: 'desk', status: 'waiting', holdId: null, offerUntil: null,
  offer: null, bookingId: null, joinedAt: '2026-11-21T08:00:00.000Z', ...over,
});
const offered = row('a', {
  status: 'offered', holdId: 'h', offerUntil: '2026-11-21T08:15:00.000Z', offer: { start: '2026-11-21T10:00:00.000Z', end: '2026-11-21T11:00:00.000Z', resourceIds: ['r'] },
});

const tapped = <K extends CommandKind>(kind: K, args: CommandArgs<K>, state: OutboxRecord['state'] = 'queued'): OutboxRecord =>
  outboxRecord({ kind, args, state });
const join = (entryId: string, state?: OutboxRecord['state']) =>
  tapped('join_waitlist', {
    entryId, serviceId, from: '2026-11-21T09:00:00Z', to: '2026-11-21T18:00:00Z', resourceIds: [], partySize: 2, customer: { id: 'c', name: 'Aoki', phone: '5' },
  }, state);

const fold = (base: WaitlistEntryRow[], ...records: OutboxRecord[]) =>
  foldWaitlist(base, records, (id) => (id === serviceId ? service : undefined)).map(({ row: each, certainty }) => [each.id, each.status, certainty]);

test('who joins here stands at the end at once, waiting for the answer', () => {
  expect(fold([row('a')], join('b'))).toEqual([['a', 'waiting', 'confirmed'], ['b', 'waiting', 'waiting']]);
  expect(fold([row('a'), row('b')], join('b'))).toEqual([['a', 'waiting', 'confirmed'], ['b', 'waiting', 'confirmed']]);
  expect(fold([], join('b', 'committed'))).toEqual([['b', 'waiting', 'confirmed']]);
});

test('a refused join is nobody on the list', () => {
  expect(fold([row('a')], join('b', 'refused'))).toEqual([['a', 'waiting', 'confirmed']]);
});

test('who is taken off, or accepts, is gone; refused, they are still there', () => {
  expect(fold([row('a')], tapped('leave_waitlist', { entryId: 'a' }))).toEqual([]);
  expect(fold([offered], tapped('accept_offer', { entryId: 'a', bookingId: 'b' }))).toEqual([]);
  expect(fold([offered], tapped('accept_offer', { entryId: 'a', bookingId: 'b' }, 'refused'))).toEqual([['a', 'offered', 'confirmed']]);
});

test('declined, they wait on; offered by hand, they have an offer whose deadline the server still has to say', () => {
  expect(fold([offered], tapped('decline_offer', { entryId: 'a' }))).toEqual([['a', 'waiting', 'waiting']]);
  const offer = tapped('offer_waitlist', { entryId: 'a', holdId: 'h', start: '2026-11-21T10:00:00.000Z', resourceIds: ['r'] });
  expect(foldWaitlist([row('a')], [offer], () => service)).toEqual([
    { row: { ...offered, offerUntil: null }, certainty: 'waiting' },
  ]);
});

test('what is done offline in a row is folded in a row', () => {
  expect(fold([], join('b'), tapped('leave_waitlist', { entryId: 'b' }))).toEqual([]);
});

test('offered again after a late answer, they stand in their place', () => {
  const silent = { ...row('a'), lapses: 3, holdId: 'h' };
  const [entry] = foldWaitlist([silent], [tapped('decline_offer', { entryId: 'a', holdId: 'h' })], () => service);
  expect(entry?.row).toMatchObject({ status: 'waiting', lapses: 0 });
});

test('whoever answered stands before whoever did not, and each in order of joining', () => {
  const at = (minute: string) => `2026-11-21T08:${minute}:00.000Z`;
  const list = new WaitingList([{ ...row('silent'), joinedAt: at('01'), lapses: 1 }, { ...row('late'), joinedAt: at('03') }, { ...row('early'), joinedAt: at('02'), lapses: 0 }]);
  expect(list.rows().map(({ id }) => id)).toEqual(['early', 'late', 'silent']);
});
