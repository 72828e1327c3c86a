import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Command, CommandKind } from '@holdfast/protocol/commands';
import type { TestWorld } from '@holdfast/server/commands/test-world';
import { occurrenceId } from '@holdfast/server/series/occurrence-id';

const instants = [
  '2026-12-02T10:00:00', '2026-12-02T10:00:00Z', '2026-12-02T10:00:00+23:59', '2026-12-02T10:00:00-23:59', '2026-12-02T10:00:00+15:59:59',
  '2026-12-02T10:00:00.123456789012345678Z', '2026-02-30T10:00:00Z', '1970-01-01T00:00:00+14:00', '2199-12-31T23:59:59-23:59',
  '9999-12-31T23:59:59Z', '-271821-04-20T00:00:00Z', '2026-12-02T24:00:00Z', '2026-12-02T23:59:60Z', 'infinity', 'now', 'epoch',
];
const numbers = [0, -1, 1.5, 2 ** 31, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e308];
const uuids = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '0190B0A8-7C5E-7A3B-9F00-0123456789AB', '{0190b0a8-7c5e-7a3b-9f00-0123456789ab}', "1'; drop table claim; --"];
const texts = ['', ' ', '\u0000', 'a\u0000b', '\ud800', '\udfff tail', 'head \ud83d', '👩🏽‍🎤', '\u202ereversed', "'; drop table claim; --", '\\u0000', '__proto__', 'null', 'x'.repeat(5_000)];

/** Of the same kind as what stood there: passes where only its form is looked at. */
const twins = (value: unknown): readonly unknown[] => {
  if (typeof value === 'number') return numbers;
  if (typeof value !== 'string') return texts;
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return instants;
  return /^[0-9a-f]{8}-/.test(value) ? uuids : texts;
};

/** Of any other kind. */
const stranger = fc.oneof(
  fc.constantFrom<unknown>(null, true, ...numbers, ...texts, ...instants, ...uuids),
  fc.constant([]).map(() => Array.from({ length: 10_000 }, () => 'x')),
  fc.constant({}).map(() => JSON.parse(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`) as unknown),
  fc.double(),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** One command of any kind as it should be, on few ids, so that much of it exists. */
function wellFormed(world: TestWorld, kind: CommandKind, pick: number, ids: readonly string[]): Command {
  const id = (shift: number): string => ids[(pick + shift) % ids.length] ?? '';
  const start = new Date(Date.parse('2026-12-02T08:00:00Z') + (pick % 16) * 1_800_000).toISOString();
  const resourceIds = [world.rooms[pick % 4] ?? ''];
  const customer = { id: id(3), name: 'Zoë' };
  const slot = { serviceId: world.services.hour, start, resourceIds };
  const exceptions = {
    partySize: 1 + (pick % 3),
    squeezeIn: { reason: 'In pain' },
    waive: { rules: ['orphan_gap' as const, 'no_shows' as const, 'hours' as const], reason: 'Our mistake' },
    depositReference: 'Till 2',
  };
  switch (kind) {
    case 'create_booking':
      return world.command(kind, { bookingId: pick % 3 === 0 ? id(0) : randomUUID(), ...slot, customer, notes: 'Piano', title: 'Lesson', ...exceptions });
    case 'move_booking':
      return world.command(kind, { bookingId: id(0), start, resourceIds, expectedVersion: 1, usingHoldId: id(1) });
    case 'cancel_booking':
    case 'no_show_booking':
      return world.command(kind, { bookingId: id(0), reason: 'Ill', expectedVersion: 1 });
    case 'arrive_booking':
    case 'start_booking':
    case 'complete_booking':
      return world.command(kind, { bookingId: id(0), expectedVersion: 1 });
    case 'edit_booking':
      return world.command(kind, { bookingId: id(0), customer, title: 'Other', notes: '' });
    case 'place_hold':
      return world.command(kind, { holdId: pick % 3 === 0 ? id(0) : randomUUID(), ...slot, ...exceptions, customer });
    case 'confirm_hold':
      return world.command(kind, { holdId: id(0), bookingId: id(1), customer, notes: '', title: '' });
    case 'release_hold':
    case 'extend_hold':
      return world.command(kind, { holdId: id(0) });
    case 'override_hold':
      return world.command(kind, { holdId: id(0), newHoldId: pick % 3 === 0 ? id(1) : randomUUID(), reason: 'Emergency' });
    case 'place_block':
      return world.command(kind, { blockId: id(0), resourceIds, start, end: start.replace(/T.*/, 'T22:00:00Z'), reason: 'Tuning', usingHoldId: id(1) });
    case 'remove_block':
      return world.command(kind, { blockId: id(0) });
    case 'dismiss_refusal':
      return world.command(kind, { refusedCommandId: id(0), reason: 'Left' });
    case 'undo_command':
      return world.command(kind, { commandId: id(0) });
    case 'run_late':
      return world.command(kind, { resourceId: world.rooms[pick % 4] ?? '', minutes: 10, from: start });
    case 'create_series': {
      const changes = [{ occurrence: start, resourceIds, skip: pick % 2 === 0 }];
      const seriesId = pick % 3 === 0 ? id(0) : randomUUID();
      return world.command(kind, { seriesId, ...slot, rule: 'FREQ=DAILY;COUNT=3', customer, title: 'Course', notes: '', acceptance: 'free', changes });
    }
    case 'move_series':
      return world.command(kind, { seriesId: id(0), bookingId: occurrenceId(id(0), Date.parse(start)), scope: 'all', start, resourceIds, acceptance: 'free' });
    case 'cancel_series':
      return world.command(kind, { seriesId: id(0), bookingId: occurrenceId(id(0), Date.parse(start)), scope: 'following', reason: 'Ill' });
    case 'edit_series':
      return world.command(kind, { seriesId: id(0), bookingId: occurrenceId(id(0), Date.parse(start)), scope: 'all', customer, title: 'Other', notes: '' });
    case 'join_waitlist':
      return world.command(kind, { entryId: pick % 3 === 0 ? id(0) : randomUUID(), serviceId: world.services.hour, from: start, to: start.replace(/T.*/, 'T22:00:00Z'), resourceIds, customer, notes: 'Any' });
    case 'leave_waitlist':
      return world.command(kind, { entryId: id(0), reason: 'Found another' });
    case 'offer_waitlist':
      return world.command(kind, { entryId: id(0), holdId: pick % 3 === 0 ? id(1) : randomUUID(), start, resourceIds });
    case 'accept_offer':
      return world.command(kind, { entryId: id(0), bookingId: id(1) });
    case 'decline_offer':
      return world.command(kind, { entryId: id(0) });
  }
}

/** A command with up to three members, anywhere in it, replaced, removed or added. */
export function hostileCommand(world: TestWorld, kinds: readonly CommandKind[], ids: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  const change = fc.record({ at: fc.nat(40), how: fc.constantFrom('twin', 'twin', 'twin', 'replace', 'remove', 'add'), twin: fc.nat(20), value: stranger });
  return fc
    .record({ kind: fc.constantFrom(...kinds), pick: fc.nat(60), changes: fc.array(change, { maxLength: 3 }) })
    .map(({ kind, pick, changes }) => {
      const command = structuredClone(wellFormed(world, kind, pick, ids)) as unknown as Record<string, unknown>;
      for (const { at, how, twin, value } of changes) {
        const places = membersOf(command);
        const [owner, key] = places[at % places.length] ?? [command, 'id'];
        const alike = twins(owner[key]);
        if (how === 'remove') delete owner[key];
        else if (how === 'twin') owner[key] = alike[twin % alike.length];
        else owner[how === 'add' ? 'unheard_of' : key] = value;
      }
      return command;
    });
}

type Owner = Record<string, unknown>;

function membersOf(owner: Owner): [Owner, string][] {
  return Object.entries(owner).flatMap(([key, value]): [Owner, string][] => {
    const inside = typeof value === 'object' && value !== null && !Array.isArray(value) ? membersOf(value as Owner) : [];
    return [[owner, key], ...inside];
  });
}
