import { expect, test } from 'vitest';
import { ownCommandsMax, type CommandArgs } from '@holdfast/protocol/commands';
import { outboxRecord } from '../testing/outbox-records.ts';
import type { AnyIntent } from './attention.ts';
import { behindOwn } from './behind-own.ts';
import type { OutboxRecord } from './outbox-record.ts';

const course = (bookingId: string) => ({ seriesId: 'course', bookingId, scope: 'all' as const });
const edit = (over: Pick<Partial<OutboxRecord>, 'state' | 'version'> = {}) => outboxRecord({ id: 'edit', kind: 'edit_series', args: { ...course('a'), notes: 'Socks' }, ...over });
const arrive = outboxRecord({ id: 'arrive', kind: 'arrive_booking', args: { bookingId: 'a' } });

/** What a command says was seen; `a` and `b` are of the course, and the feed told their version 4. */
function saw(intent: AnyIntent, records: readonly OutboxRecord[]): Partial<CommandArgs<'cancel_series'>> {
  const of = (bookingId: string) => ['a', 'b'].includes(bookingId);
  const { args } = behindOwn(intent, { records, cursor: 10, seriesOf: (id) => (of(id) ? 'course' : null), versionInFeed: (id) => (of(id) ? 4 : null) });
  const { expectedVersion, expectedVersions, behindOwn: behind } = args as Partial<CommandArgs<'cancel_series'>>;
  return { ...(expectedVersion ? { expectedVersion } : {}), ...(expectedVersions ? { expectedVersions } : {}), ...(behind ? { behindOwn: behind } : {}) };
}

const cancel = (bookingId: string, expectedVersion?: number): AnyIntent => ({ kind: 'cancel_booking', args: { bookingId, ...(expectedVersion ? { expectedVersion } : {}) } });

test.each<[string, OutboxRecord]>([
  ['waits', edit()],
  ['is on its way', edit({ state: 'sending' })],
  ['is answered and not in the feed yet', edit({ state: 'committed', version: 11 })],
])('what was seen stands beside a command of one’s own that %s', (_, ahead) => {
  expect(saw(cancel('b', 3), [ahead])).toEqual({ behindOwn: { commandIds: ['edit'], expectedVersion: 3 } });
});

test.each<[string, OutboxRecord]>([
  ['is in the feed', edit({ state: 'committed', version: 10 })],
  ['was refused', edit({ state: 'refused' })],
  ['is about another series', outboxRecord({ kind: 'edit_series', args: { ...course('x'), seriesId: 'other' } })],
  ['is about another date alone', outboxRecord({ kind: 'edit_series', args: { ...course('a'), scope: 'this' } })],
])('it is insisted on as ever beside one that %s', (_, record) => {
  expect(saw(cancel('b', 3), [record])).toEqual({ expectedVersion: 3 });
});

test('of a booking that waits the board has no version: it is what the feed told', () => {
  expect(saw(cancel('a'), [arrive])).toEqual({ behindOwn: { commandIds: ['arrive'], expectedVersion: 4 } });
  expect(saw({ kind: 'cancel_series', args: course('a') }, [arrive])).toEqual({ behindOwn: { commandIds: ['arrive'], expectedVersion: 4 } });
  expect(saw({ kind: 'cancel_series', args: { ...course('a'), expectedVersions: [{ bookingId: 'b', version: 5 }] } }, [arrive])).toEqual({
    behindOwn: { commandIds: ['arrive'], expectedVersions: [{ bookingId: 'b', version: 5 }] },
  });
});

test('of a booking that was made here, and that the feed knows nothing of, nothing was seen', () => {
  expect(saw(cancel('new'), [outboxRecord({ args: { bookingId: 'new', serviceId: null, start: '', resourceIds: [], customer: null } })])).toEqual({});
});

test('whom a late colleague takes along only the server knows', () => {
  const late = outboxRecord({ id: 'late', kind: 'run_late', args: { resourceId: 'r', minutes: 10 } });
  expect(saw(cancel('b', 3), [late])).toEqual({ behindOwn: { commandIds: ['late'], expectedVersion: 3 } });
});

test('more than may be named are as if nothing was seen, and what cannot insist is left as it is', () => {
  const many = Array.from({ length: ownCommandsMax + 1 }, () => edit());
  expect(saw(cancel('b', 3), many.slice(1)).behindOwn?.commandIds).toHaveLength(ownCommandsMax);
  expect(saw(cancel('b', 3), many)).toEqual({});
  const undo: AnyIntent = { kind: 'undo_command', args: { commandId: 'edit' } };
  expect(behindOwn(undo, { records: many, cursor: 0, seriesOf: () => null, versionInFeed: () => 4 })).toBe(undo);
});
