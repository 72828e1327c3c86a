import { randomUUID } from 'node:crypto';
import { toWire } from '@holdfast/domain/instant';
import type { CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { TestWorld } from '../../commands/test-world.ts';
import { ruleParityCases } from './rule-parity-cases.ts';
import { madeSeries, newSeries, seriesParityCases } from './series-parity-cases.ts';
import { waitlistParityCases } from './waitlist-parity-cases.ts';

/**
 * One situation per thing that can happen to a command, in which the desk and REST must get the same answer
 * (parity.pg.test.ts), and from which every command of the API is driven (openapi.pg.test.ts).
 *
 * A new command kind needs a line in `parityCases`, or this file does not compile: at least one case that is committed.
 * A new refusal reason needs a case, or parity.pg.test.ts says so.
 */
export interface ParityCase<K extends CommandKind> {
  name: string;
  /** A reason that depends on who asks: of a manager, and of everybody else. */
  answer: 'committed' | RefusalReason | { manager: 'committed' | RefusalReason; staff: 'committed' | RefusalReason };
  /** It says what the calls beside `POST /commands` have no words for: an end, an id, an exception. */
  onlyAsCommand?: true;
  /** What was there before, and what is asked for. */
  ask(situation: Situation): Promise<CommandArgs<K>> | CommandArgs<K>;
}

/** A calendar with nothing on this day, in one of two worlds that are alike. */
export interface Situation {
  world: TestWorld;
  /** `YYYY-MM-DD` */
  date: string;
  /** What a case says besides the command's own fields. */
  besides: { dependsOn?: string; supersedes?: string };
  /** A time of the day, e.g. `at('10:00')`, in UTC. */
  at(wall: string): string;
  /** The n-th room, from 0. */
  room(index: number): string;
  /** Books an hour in a room at the desk; answers the booking's id. */
  book(room: number, wall: string): Promise<string>;
  /** Holds an hour in a room at the desk; answers the hold's id. */
  hold(room: number, wall: string): Promise<string>;
  block(room: number, from: string, to: string): Promise<string>;
  /** As a superuser: for what only time or an earlier version does. */
  alter(statement: string, values: unknown[]): Promise<void>;
}

export type ParityCases = { [K in CommandKind]: readonly [ParityCase<K>, ...ParityCase<K>[]] };

export function situationOf(world: TestWorld, date: string, alter: Situation['alter']): Situation {
  const at = (wall: string) => toWire(Date.parse(`${date}T${wall}:00Z`));
  const room = (index: number) => world.rooms[index] ?? '';
  const must = (outcome: Outcome): void => {
    if (outcome.status !== 'committed') throw new Error(`The situation could not be arranged: ${outcome.reason}`);
  };
  return {
    world,
    date,
    besides: {},
    at,
    room,
    alter,
    async book(index, wall) {
      const bookingId = randomUUID();
      must(await world.submit('create_booking', { bookingId, serviceId: world.services.hour, start: at(wall), resourceIds: [room(index)], customer: null }));
      return bookingId;
    },
    async hold(index, wall) {
      const holdId = randomUUID();
      must(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: at(wall), resourceIds: [room(index)] }));
      return holdId;
    },
    async block(index, from, to) {
      const blockId = randomUUID();
      must(await world.submit('place_block', { blockId, resourceIds: [room(index)], start: at(from), end: at(to) }));
      return blockId;
    },
  };
}

const unknown = '00000000-0000-4000-8000-00000000dead';
const hour = ({ world, at, room }: Situation, more: object = {}): CommandArgs<'create_booking'> => ({
  bookingId: randomUUID(),
  serviceId: world.services.hour,
  start: at('10:00'),
  resourceIds: [room(0)],
  customer: { id: randomUUID(), name: 'Ana' },
  ...more,
});

/** A booking of an hour in the first room, cancelled at the desk; answers the command. */
async function cancelled(s: Situation): Promise<string> {
  const cancel = s.world.command('cancel_booking', { bookingId: await s.book(0, '10:00') });
  await s.world.gateway.submit(s.world.submitter, cancel);
  return cancel.id;
}

export const parityCases: ParityCases = {
  create_booking: [
    { name: 'a free room', answer: 'committed', ask: (s) => hour(s) },
    { name: 'any room', answer: 'committed', ask: (s) => hour(s, { resourceIds: [] }) },
    { name: 'one more date of a series', answer: 'committed', ask: async (s) => hour(s, { customer: null, seriesId: (await madeSeries(s)).seriesId }) },
    { name: 'a date of somebody else’s series', answer: 'policy_forbids', ask: async (s) => hour(s, { seriesId: (await madeSeries(s)).seriesId }) },
    { name: 'a date of a series that is not there', answer: 'not_found', ask: (s) => hour(s, { seriesId: unknown }) },
    { name: 'a room that is booked', answer: 'slot_taken', ask: async (s) => (await s.book(0, '10:30'), hour(s)) },
    { name: 'a room that is held', answer: 'slot_taken', ask: async (s) => (await s.hold(0, '10:30'), hour(s)) },
    { name: 'a room that is blocked', answer: 'resource_blocked', ask: async (s) => (await s.block(0, '09:00', '10:15'), hour(s)) },
    {
      name: 'a class that is full',
      answer: 'capacity_full',
      async ask({ world, at }) {
        const place = () => ({ bookingId: randomUUID(), serviceId: world.services.class, start: at('10:00'), resourceIds: [world.classRoom], customer: null });
        for (let taken = 0; taken < 3; taken++) await world.submit('create_booking', place());
        return place();
      },
    },
    { name: 'a time long past', answer: 'past', ask: (s) => hour(s, { start: '2026-11-01T10:00:00Z' }) },
    { name: 'an end before its start', answer: 'invalid_times', onlyAsCommand: true, ask: (s) => hour(s, { end: s.at('09:00') }) },
    { name: 'a doctor for a room', answer: 'unsuitable_resource', ask: (s) => hour(s, { resourceIds: [s.world.doctor] }) },
    { name: 'a service that is not there', answer: 'not_found', ask: (s) => hour(s, { serviceId: unknown }) },
    { name: "an import's reference", answer: 'policy_forbids', onlyAsCommand: true, ask: (s) => hour(s, { reference: 'A-1' }) },
    { name: 'an id that is there', answer: 'already_exists', onlyAsCommand: true, ask: async (s) => hour(s, { bookingId: await s.book(1, '10:00') }) },
    ...ruleParityCases.create_booking,
  ],
  move_booking: [
    { name: 'to a free room', answer: 'committed', ask: async (s) => ({ bookingId: await s.book(0, '10:00'), expectedVersion: 1, start: s.at('12:00'), resourceIds: [s.room(1)] }) },
    { name: 'over its former self', answer: 'committed', ask: async (s) => ({ bookingId: await s.book(0, '10:00'), start: s.at('10:30'), resourceIds: [] }) },
    {
      name: 'onto another booking',
      answer: 'slot_taken',
      ask: async (s) => (await s.book(1, '12:00'), { bookingId: await s.book(0, '10:00'), start: s.at('12:00'), resourceIds: [s.room(1)] }),
    },
    { name: 'at a version of before', answer: 'stale_version', ask: async (s) => ({ bookingId: await s.book(0, '10:00'), expectedVersion: 7, start: s.at('12:00'), resourceIds: [] }) },
    { name: 'one that is not there', answer: 'not_found', ask: (s) => ({ bookingId: unknown, start: s.at('12:00'), resourceIds: [] }) },
  ],
  cancel_booking: [
    { name: 'a booking', answer: 'committed', ask: async (s) => ({ bookingId: await s.book(0, '10:00'), reason: 'Ill' }) },
    {
      name: 'one that is cancelled',
      answer: 'illegal_status',
      async ask(s) {
        const bookingId = await s.book(0, '10:00');
        await s.world.submit('cancel_booking', { bookingId });
        return { bookingId };
      },
    },
    { name: 'one that is not there', answer: 'not_found', ask: () => ({ bookingId: unknown }) },
  ],
  arrive_booking: [
    { name: 'a booking', answer: 'committed', ask: async (s) => ({ bookingId: await s.book(0, '10:00') }) },
    { name: 'at a version of before', answer: 'stale_version', ask: async (s) => ({ bookingId: await s.book(0, '10:00'), expectedVersion: 2 }) },
  ],
  start_booking: [
    {
      name: 'somebody who is here',
      answer: 'committed',
      async ask(s) {
        const bookingId = await s.book(0, '10:00');
        await s.world.submit('arrive_booking', { bookingId });
        return { bookingId };
      },
    },
    { name: 'somebody who is not', answer: 'illegal_status', ask: async (s) => ({ bookingId: await s.book(0, '10:00') }) },
  ],
  complete_booking: [
    {
      name: 'somebody who is here',
      answer: 'committed',
      async ask(s) {
        const bookingId = await s.book(0, '10:00');
        await s.world.submit('arrive_booking', { bookingId });
        return { bookingId };
      },
    },
    { name: 'somebody who is not', answer: 'illegal_status', ask: async (s) => ({ bookingId: await s.book(0, '10:00') }) },
  ],
  no_show_booking: [
    {
      name: 'ten minutes after the start',
      answer: 'committed',
      async ask(s) {
        const bookingId = await s.book(0, '10:00');
        await s.alter(`update booking set starts_at = $2, occupied_from = $2 where booking_id = $1`, [bookingId, toWire(s.world.clock.now - 600_000)]);
        return { bookingId, reason: 'Did not call' };
      },
    },
    { name: 'before that', answer: 'too_early', ask: async (s) => ({ bookingId: await s.book(0, '10:00') }) },
  ],
  edit_booking: [
    { name: 'notes and customer', answer: 'committed', ask: async (s) => ({ bookingId: await s.book(0, '10:00'), notes: 'Window', customer: { id: randomUUID(), name: 'Ben' } }) },
    { name: 'one that is not there', answer: 'not_found', ask: () => ({ bookingId: unknown, notes: 'x' }) },
  ],
  place_hold: [
    { name: 'a free room', answer: 'committed', ask: (s) => ({ holdId: randomUUID(), serviceId: s.world.services.hour, start: s.at('10:00'), resourceIds: [s.room(0)] }) },
    {
      name: 'a room that is booked',
      answer: 'slot_taken',
      ask: async (s) => (await s.book(0, '10:00'), { holdId: randomUUID(), serviceId: s.world.services.hour, start: s.at('10:00'), resourceIds: [s.room(0)] }),
    },
  ],
  confirm_hold: [
    { name: 'a live one', answer: 'committed', ask: async (s) => ({ holdId: await s.hold(0, '10:00'), bookingId: randomUUID(), customer: { id: randomUUID(), name: 'Ana' } }) },
    { name: 'for a date of somebody else’s series', answer: 'policy_forbids', ask: async (s) => ({ holdId: await s.hold(0, '10:00'), bookingId: randomUUID(), customer: { id: randomUUID(), name: 'Ana' }, seriesId: (await madeSeries(s)).seriesId }) },
    {
      name: 'one that ran out and whose time is gone',
      answer: 'hold_expired',
      async ask(s) {
        const holdId = await s.hold(0, '10:00');
        await s.alter(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]);
        await s.alter(`update hold set expires_at = now() - interval '1 second' where hold_id = $1`, [holdId]);
        await s.book(0, '10:00');
        return { holdId, bookingId: randomUUID(), customer: null };
      },
    },
    {
      name: 'one that was given back',
      answer: 'hold_not_active',
      async ask(s) {
        const holdId = await s.hold(0, '10:00');
        await s.world.submit('release_hold', { holdId });
        return { holdId, bookingId: randomUUID(), customer: null };
      },
    },
    ...ruleParityCases.confirm_hold,
  ],
  release_hold: [
    { name: 'a live one', answer: 'committed', ask: async (s) => ({ holdId: await s.hold(0, '10:00') }) },
    { name: 'one that is not there', answer: 'not_found', ask: () => ({ holdId: unknown }) },
  ],
  place_block: [
    { name: 'on free rooms', answer: 'committed', ask: (s) => ({ blockId: randomUUID(), resourceIds: [s.room(0), s.room(1)], start: s.at('10:00'), end: s.at('12:00'), reason: 'Paint' }) },
    {
      name: 'over a booking',
      answer: 'slot_taken',
      ask: async (s) => (await s.book(0, '10:00'), { blockId: randomUUID(), resourceIds: [s.room(0)], start: s.at('09:00'), end: s.at('12:00') }),
    },
  ],
  remove_block: [
    { name: 'one that stands', answer: 'committed', ask: async (s) => ({ blockId: await s.block(0, '10:00', '11:00') }) },
    {
      name: 'one that was removed',
      answer: 'illegal_status',
      async ask(s) {
        const blockId = await s.block(0, '10:00', '11:00');
        await s.world.submit('remove_block', { blockId });
        return { blockId };
      },
    },
  ],
  dismiss_refusal: [
    {
      name: 'a refused booking',
      answer: 'committed',
      async ask(s) {
        await s.book(0, '10:00');
        const refused = s.world.command('create_booking', hour(s, { customer: null }));
        await s.world.gateway.submit(s.world.submitter, refused);
        return { refusedCommandId: refused.id, reason: 'Went home' };
      },
    },
    { name: 'one that was not refused', answer: 'not_found', ask: () => ({ refusedCommandId: unknown, reason: 'x' }) },
  ],
  undo_command: [
    { name: 'a cancellation', answer: 'committed', ask: async (s) => ({ commandId: await cancelled(s) }) },
    {
      name: 'a cancellation whose time was taken since',
      answer: 'slot_taken',
      async ask(s) {
        const commandId = await cancelled(s);
        await s.book(0, '10:30');
        return { commandId };
      },
    },
    { name: 'a new series', answer: 'committed', ask: async (s) => ({ commandId: (await newSeries(s)).commandId }) },
    {
      name: 'a series of which one was moved since',
      answer: 'stale_version',
      async ask(s) {
        const { commandId, bookingId } = await newSeries(s);
        await s.world.submit('cancel_booking', { bookingId });
        return { commandId };
      },
    },
    { name: 'what never was', answer: 'cannot_undo', ask: () => ({ commandId: unknown }) },
  ],
  run_late: [
    {
      name: 'a room with two bookings, one of which cannot wait',
      answer: 'committed',
      async ask(s) {
        await s.book(0, '10:00');
        await s.book(0, '12:00');
        await s.block(0, '11:00', '12:00');
        return { resourceId: s.room(0), minutes: 15, from: s.at('10:00') };
      },
    },
    { name: 'a resource that is not there', answer: 'not_found', ask: () => ({ resourceId: unknown, minutes: 15 }) },
  ],
  ...seriesParityCases,
  ...waitlistParityCases,
};
