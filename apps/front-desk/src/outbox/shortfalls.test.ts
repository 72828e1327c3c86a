import { expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { outboxRecord } from '../testing/outbox-records.ts';
import { serviceId, staffId } from '../testing/simulated-house.ts';
import type { AnyIntent } from './attention.ts';
import { Shortfalls } from './shortfalls.ts';

const ten = { start: '2026-12-02T10:00:00.000Z', end: '2026-12-02T11:00:00.000Z', resourceIds: ['room-2'] };

test.each([
  ['who agreed to it', staffId, { waive: { rules: ['no_shows'], reason: 'Regular' } }],
  ['somebody else', 'somebody else', {}],
])('a date that is booked at another time by %s has what was agreed about missed bookings, and nothing else that was set aside', (_by, actorId, agreed) => {
  const sent: AnyIntent[] = [];
  const shortfalls = new Shortfalls({ mintId: () => 'minted', versionOf: () => 1, actorId: () => actorId, seeTo: (intent) => (sent.push(intent), { commandId: '', onDisk: Promise.resolve() }), leave: () => Promise.resolve() });
  const customer = { id: 'c', name: 'Tom' };
  const args: CommandArgs<'create_series'> = {
    seriesId: 'course', serviceId, start: '2026-12-02T09:00:00.000Z', rule: 'FREQ=WEEKLY;COUNT=2', resourceIds: ['room-1'], customer, acceptance: 'free', waive: { rules: ['hours', 'no_shows'], reason: 'Regular' },
  };
  const taken = { occurrence: args.start, start: args.start, end: ten.start, resourceIds: ['room-1'], status: 'taken' as const, reason: 'slot_taken' as const, alternatives: [ten] };
  const record = outboxRecord({ id: 'series', state: 'committed', kind: 'create_series', args, result: { status: 'committed', version: 8, seriesId: 'course', occurrences: [taken] } });
  shortfalls.of([record], new Set())[0]!.missing[0]!.accept(0);
  expect(sent).toEqual([{ kind: 'create_booking', args: { bookingId: 'minted', serviceId, ...ten, customer, seriesId: 'course', ...agreed } }]);
});
