import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { BlockRow } from '@holdfast/protocol/rows';
import { at, catalogueOf, claim, resource } from '../availability/test-catalogue.ts';
import { decidingOn, recorded, recordedEvent, type RecordInMemory } from './test-record.ts';
import { undoCommand } from './undo-command.ts';

const undo = (record: RecordInMemory, over: { supersedes?: string; commandId?: string } = {}) => {
  const { commandId = 'undone', ...envelope } = over;
  return undoCommand(decidingOn(record), { channel: 'desk', args: { commandId }, ...envelope } as CommandOf<'undo_command'>);
};
async function said(...asked: Parameters<typeof undo>): Promise<string> {
  const answer = await undo(...asked);
  return answer.kind === 'refuse' ? `${answer.reason}: ${answer.detail}` : answer.kind;
}

const [two, three] = [toWire(at(14)), toWire(at(15))];
const before = recorded('a', { notes: 'Piano', title: 'Lesson' });
const after = recorded('a', { version: 2, resourceIds: ['r2'], start: two, end: three, occupiedStart: two, occupiedEnd: three });
const moved = { event: recordedEvent({ before, after }), bookings: [after] };
const back = {
  resource_ids: ['r1'], starts_at: before.start, ends_at: before.end, occupied_from: before.start, occupied_to: before.end,
  occupied_by_resource: null, party_size: 1, squeeze_reason: null, waived: null,
};
const written = { status: 'booked', customer_id: 'c', title: 'Lesson', notes: 'Piano', waived: null, deposit_reference: null };

test('a move is taken back: out of the new place, into the old one, as it was', async () => {
  expect(await undo({ ...moved, hold: { purpose: 'undo', status: 'active' } })).toEqual({
    kind: 'apply',
    subjectId: 'a',
    wanted: { serviceId: 'hour', start: at(10), end: at(11), resourceIds: ['r1'], partySize: 1, movingId: 'a', holder: { customer_id: 'c', title: 'Lesson' } },
    plan: {
      closeHolds: [{ id: 'undone', status: 'released' }],
      releaseOwners: [{ kind: 'booking', id: 'a' }],
      claims: [{ resourceNo: 1, lanes: 1, start: before.start, end: before.end, ownerKind: 'booking', ownerId: 'a' }],
      bookings: [{ id: 'a', expectedVersion: 2, columns: { ...back, ...written } }],
      outcome: { status: 'committed', undoneCommandId: 'undone', bookingId: 'a', reference: 'HF-a', bookingVersion: 3 },
    },
  });
});

test.each<[string, RecordInMemory['hold']]>([
  ['ran out', { purpose: 'undo', status: 'expired' }],
  ['was somebody’s own', { purpose: 'asked', status: 'active' }],
  ['never was', undefined],
])('a hold that %s is not ended', async (_, hold) => {
  const answer = await undo({ ...moved, ...(hold ? { hold } : {}) });
  expect(answer.kind).toBe('apply');
  expect(answer).not.toHaveProperty('plan.closeHolds');
});

test('party, buffers, reasons and what was set aside come back with the time', async () => {
  const occupiedByResource = [{ resourceId: 'r1', start: toWire(at(9.75)), end: toWire(at(11)) }];
  const waived = { rules: ['orphan_gap' as const], reason: 'Regular' };
  const special = { ...before, partySize: 2, occupiedStart: toWire(at(9.75)), occupiedByResource, squeezeReason: 'Pain', waived };
  const catalogue = catalogueOf([resource(1, { capacity: 3 }), resource(2)]);
  expect(await undo({ ...moved, catalogue, event: recordedEvent({ before: special, after }) })).toMatchObject({
    plan: {
      claims: [{ lanes: 2, start: toWire(at(9.75)), end: before.end }],
      bookings: [{ columns: { occupied_from: toWire(at(9.75)), occupied_by_resource: occupiedByResource, party_size: 2, squeeze_reason: 'Pain', waived } }],
    },
  });
});

test('a cancellation is taken back with its time; what kept its time gives none up', async () => {
  const cancelled = recorded('a', { version: 2, status: 'cancelled', notes: 'Piano', title: 'Lesson' });
  expect(await undo({ event: recordedEvent({ kind: 'cancel_booking', before, after: cancelled }), bookings: [cancelled] })).toMatchObject({
    plan: { releaseOwners: [{ id: 'a' }], claims: [{ ownerId: 'a' }], bookings: [{ columns: { ...back, ...written } }] },
  });
  const arrived = recorded('a', { version: 2, status: 'arrived', notes: 'Piano', title: 'Lesson' });
  const stays = await undo({ event: recordedEvent({ kind: 'arrive_booking', before, after: arrived }), bookings: [arrived] });
  expect(stays).toMatchObject({ plan: { releaseOwners: [], claims: [], bookings: [{ columns: written }] } });
  expect(stays).not.toHaveProperty('wanted');
  expect(stays).not.toHaveProperty('plan.bookings.0.columns.starts_at');
});

test('what took no time before takes none back', async () => {
  const was = recorded('a', { status: 'cancelled' });
  const edited = { ...was, version: 2, notes: 'x', start: two };
  expect(await undo({ event: recordedEvent({ kind: 'edit_booking', before: was, after: edited }), bookings: [edited] })).toMatchObject({ plan: { claims: [] } });
});

test('a visit or a miss that it counted is counted back; handed to somebody else, it goes along', async () => {
  const undone = async (kind: 'complete_booking' | 'no_show_booking' | 'edit_booking', from: Parameters<typeof recorded>[1], to: Parameters<typeof recorded>[1]) => {
    const now = recorded('a', { version: 2, ...to });
    const answer = await undo({ event: recordedEvent({ kind, before: recorded('a', from), after: now }), bookings: [now] });
    if (answer.kind !== 'apply') return answer;
    const { countFor, uncount, recount } = answer.plan.bookings?.[0] ?? {};
    return { countFor, uncount, recount };
  };
  const nothing = { countFor: undefined, uncount: undefined, recount: undefined };
  expect(await undone('complete_booking', { status: 'in_service' }, { status: 'done' })).toEqual({ ...nothing, countFor: { visits: 1 }, uncount: true });
  expect(await undone('no_show_booking', {}, { status: 'no_show' })).toEqual({ ...nothing, countFor: { noShows: 1 }, uncount: true });
  expect(await undone('edit_booking', { status: 'done' }, { status: 'done', notes: 'x' })).toEqual(nothing);
  expect(await undone('edit_booking', { status: 'done' }, { status: 'done', customerId: 'd' })).toEqual({ ...nothing, recount: { visits: 1 } });
  expect(await undone('edit_booking', {}, { customerId: 'd' })).toEqual(nothing);
});

const [jon, john] = [{ id: 'c', name: 'Jon', phone: null, email: null }, { id: 'c', name: 'John', phone: '0123', email: null }];

test('a correction of the customer is taken back, unless they were corrected since', async () => {
  const edited = recorded('a', { version: 2, customer: john });
  const record = { event: recordedEvent({ kind: 'edit_booking', before: recorded('a', { customer: jon }), after: edited }), bookings: [edited] };
  expect(await undo({ ...record, customers: [john] })).toMatchObject({ plan: { restoreCustomer: { from: john, to: jon } } });
  expect(await said(record)).toBe('stale_version: The customer of HF-a was corrected since. Look again, then decide.');
  const entered = { ...record, event: recordedEvent({ kind: 'edit_booking', before: recorded('a', { customer: null }), after: edited }) };
  expect(await undo(entered)).not.toHaveProperty('plan.restoreCustomer');
});

test('a person who decided after a refusal needs none of its alternatives any more', async () => {
  expect(await undo(moved, { supersedes: 'refused' })).toMatchObject({ plan: { settlesRefusal: 'refused' } });
  expect(await undo(moved)).not.toHaveProperty('plan.settlesRefusal');
});

/** Two that moved along, one behind the other. */
const pair = {
  event: recordedEvent({
    kind: 'run_late', subjectId: null,
    before: { bookings: [recorded('a'), recorded('b', { start: toWire(at(11)), end: toWire(at(12)), occupiedStart: toWire(at(11)), occupiedEnd: toWire(at(12)) })] },
    after: { bookings: [after, recorded('b', { version: 5, start: two, end: three, occupiedStart: two, occupiedEnd: three })] },
  }),
  bookings: [after, recorded('b', { version: 5 })],
};

test('several are taken back as one, and nothing else is looked for', async () => {
  const answer = await undo(pair);
  expect(answer).toMatchObject({
    plan: {
      releaseOwners: [{ id: 'a' }, { id: 'b' }],
      claims: [{ ownerId: 'a' }, { ownerId: 'b' }],
      bookings: [{ id: 'a', expectedVersion: 2 }, { id: 'b', expectedVersion: 5 }],
      outcome: {
        undoneCommandId: 'undone',
        moved: [{ bookingId: 'a', bookingVersion: 3, start: toWire(at(10)), end: toWire(at(11)) }, { bookingId: 'b', bookingVersion: 6, start: toWire(at(11)), end: toWire(at(12)) }],
      },
    },
  });
  for (const property of ['wanted', 'subjectId', 'plan.outcome.bookingId']) expect(answer).not.toHaveProperty(property);
  expect(await said({ ...pair, taken: [claim(1, 11, 12)] })).toBe('slot_taken: The time of HF-b was taken since.');
  expect(await said({ ...pair, bookings: [after] })).toBe('stale_version: HF-b has changed since. Look again, then decide.');
});

test('one of its rooms out of use is enough to take nobody back', async () => {
  const both = { ...before, resourceIds: ['r1', 'r2'] };
  const catalogue = catalogueOf([resource(1, { archived: true }), resource(2)]);
  expect(await said({ ...moved, catalogue, event: recordedEvent({ before: both, after }) })).toContain('unsuitable_resource: HF-a');
});

test('one alone asks the gateway, which looks around: what lies there now is no reason to refuse here', async () => {
  expect(await said({ ...moved, taken: [claim(1, 10, 11)] })).toBe('apply');
});

const images = { before, after };
test.each<[string, RecordInMemory, string]>([
  ['it never happened', {}, 'cannot_undo: No command with this id was answered at this location.'],
  ['it was refused', { event: recordedEvent({ refusalReason: 'slot_taken', ...images }) }, 'cannot_undo: This command was refused: there is nothing to take back.'],
  ['it is an undo', { event: recordedEvent({ kind: 'undo_command', ...images }) }, 'cannot_undo: An undo cannot be undone. Make the change again instead.'],
  ['it is a setting', { event: recordedEvent({ kind: 'change_settings', ...images }) }, 'cannot_undo: Settings are changed back, not undone: the record says what they were.'],
  ['it made something', { event: recordedEvent({ kind: 'join_waitlist', ...images }) }, 'cannot_undo: There is no undo for join_waitlist. Cancel or release what it made instead.'],
  ['a guest booked it', { event: recordedEvent({ kind: 'create_booking', channel: 'web', after }) }, 'cannot_undo: Only what was booked at the counter can be undone. Cancel it instead.'],
  ['it was undone', { event: recordedEvent({ undone: true, ...images }) }, 'cannot_undo: This command was undone already.'],
  ['the booking changed', { ...moved, bookings: [{ ...after, version: 3 }] }, 'stale_version: HF-a has changed since. Look again, then decide.'],
  ['the booking is gone', { ...moved, bookings: [] }, 'stale_version: HF-a has changed since. Look again, then decide.'],
  ['its room is out of use', { ...moved, catalogue: catalogueOf([resource(1, { archived: true }), resource(2)]) }, 'unsuitable_resource: HF-a was on a resource that is no longer in use.'],
])('nothing is undone when %s', async (_, record, answer) => {
  expect(await said(record)).toBe(answer);
});

test('it is decided under the lock, and a refusal stands under the booking it is about', async () => {
  expect(await said({ ...moved, locked: false })).toBe('lock');
  expect(await undo({ event: recordedEvent({ undone: true }) })).toMatchObject({ kind: 'refuse', subjectId: 'a' });
  expect(await undo({ event: recordedEvent({ undone: true, subjectId: null }) })).not.toHaveProperty('subjectId');
});

const block = (removed: boolean): BlockRow => ({ id: 'a', locationId: 'here', resourceIds: ['r1', 'gone'], start: before.start, end: before.end, reason: 'Paint', removed });
const placed = recordedEvent({ kind: 'place_block' });
const removed = recordedEvent({ kind: 'remove_block' });

test('a block is taken back, one that was removed is laid again', async () => {
  const outcome = { status: 'committed', blockId: 'a', undoneCommandId: 'undone' };
  expect(await undo({ event: placed, blocks: [block(false)] })).toEqual({
    kind: 'apply', subjectId: 'a', plan: { releaseOwners: [{ kind: 'block', id: 'a' }], removeBlock: 'a', outcome },
  });
  expect(await undo({ event: removed, blocks: [block(true)] })).toEqual({
    kind: 'apply',
    subjectId: 'a',
    wanted: { serviceId: null, start: at(10), end: at(11), resourceIds: ['r1'], partySize: 1, allLanes: true, holder: { title: 'Paint' } },
    plan: {
      claims: [{ resourceNo: 1, lanes: 1, start: before.start, end: before.end, ownerKind: 'block', ownerId: 'a' }],
      restoreBlock: 'a',
      outcome,
    },
  });
});

test.each<[string, RecordInMemory, string]>([
  ['placed and removed since', { event: placed, blocks: [block(true)] }, 'stale_version: The block was removed since. There is nothing left to take back.'],
  ['placed, and gone', { event: placed }, 'stale_version: The block was removed since. There is nothing left to take back.'],
  ['removed and back already', { event: removed, blocks: [block(false)] }, 'stale_version: The block is there.'],
  ['removed, and gone', { event: removed }, 'stale_version: The block is there.'],
])('a block %s', async (_, record, answer) => {
  expect(await said(record)).toBe(answer);
});
