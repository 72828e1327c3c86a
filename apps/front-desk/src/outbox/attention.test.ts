import { expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Refused } from '@holdfast/protocol/outcomes';
import type { BookingRow } from '@holdfast/protocol/rows';
import { outboxRecord } from '../testing/outbox-records.ts';
import { Attention, type AnyIntent } from './attention.ts';
import type { OutboxRecord } from './outbox-record.ts';

const refused: Refused = { status: 'refused', version: 8, reason: 'series_incomplete', detail: '', conflicts: [], alternatives: [] };
const staff = { id: 'ana', name: 'Ana', role: 'manager' as const, active: true };

/** A desk's refusals, and what its person decides. */
function deciding(actorId: string | null = 'actor'): { attention: Attention; sent: AnyIntent[] } {
  const sent: AnyIntent[] = [];
  return { sent, attention: new Attention({ mintId: () => 'minted', versionOf: () => 4, rowOf: (id) => (id === 'known' ? lesson(id, 'Lena') : null), actorId: () => actorId, decide: (intent) => (sent.push(intent), { commandId: '', onDisk: Promise.resolve() }) }) };
}

const lesson = (id: string, customerName: string): BookingRow => ({ id, serviceId: 's', customerId: customerName, customerName, customerPhone: null, title: null, notes: '' }) as BookingRow;
const ten = { start: '2026-12-02T10:00:00.000Z', end: '2026-12-02T11:00:00.000Z', resourceIds: ['room-2'] };

test('a refused move of a series is asked for once more, with what was given and by whom, of what stands on the board now', () => {
  const args: CommandArgs<'move_series'> = {
    seriesId: 's', bookingId: 'b', scope: 'all', start: '2026-12-02T10:00:00.000Z', resourceIds: [], acceptance: 'free', waive: { rules: ['no_shows'], reason: 'Known' },
  };
  const seen = { expectedVersion: 1, expectedVersions: [{ bookingId: 'b', version: 1 }], behindOwn: { commandIds: ['edit'], expectedVersion: 1 } };
  const record = outboxRecord({ id: 'refused', state: 'refused', kind: 'move_series', args: { ...args, ...seen }, result: refused });
  const { attention, sent } = deciding();
  attention.cards([record], new Set())[0]?.insist({ waive: { rules: ['orphan_gap'], reason: 'Regular' }, squeezeIn: { reason: 'Pain' }, depositReference: 'till 42', approval: { staff } });
  expect(sent).toEqual([
    {
      kind: 'move_series', channel: 'desk', supersedes: 'refused', approval: { staff },
      args: { ...args, expectedVersion: 4, squeezeIn: { reason: 'Pain' }, waive: { rules: ['no_shows', 'orphan_gap'], reason: 'Regular' } },
    },
  ]);
});

test('what is being taken back is no question while nobody knows whether it is', () => {
  const move = outboxRecord({ id: 'move', state: 'refused', kind: 'move_booking', args: { bookingId: 'b', ...ten }, result: refused });
  const undo = (state: OutboxRecord['state']) => outboxRecord({ id: 'undo', state, kind: 'undo_command', args: { commandId: 'move' }, result: state === 'refused' ? refused : null });
  const asked = (records: OutboxRecord[]) => deciding().attention.cards(records, new Set()).map(({ commandId }) => commandId);
  expect(asked([move, undo('queued')])).toEqual([]);
  expect(asked([move, undo('sending')])).toEqual([]);
  expect(asked([move, undo('refused')])).toEqual(['move', 'undo']);
});

test('a refused move or edit of one booking is asked for once more of what stands on the board now, and so is its move to another time', () => {
  const seen = { bookingId: 'b', behindOwn: { commandIds: ['arrive'], expectedVersion: 1 } };
  const move = outboxRecord({ id: 'move', state: 'refused', kind: 'move_booking', args: { ...seen, ...ten, usingHoldId: 'gone' }, result: { ...refused, alternatives: [ten] } });
  const edit = outboxRecord({ id: 'edit', state: 'refused', kind: 'edit_booking', args: { ...seen, notes: 'Socks' }, result: refused });
  const { attention, sent } = deciding();
  const [moved, edited] = attention.cards([move, edit], new Set());
  moved?.accept(0);
  moved?.insist({});
  edited?.insist({});
  expect(sent.map(({ args }) => args)).toEqual([
    { bookingId: 'b', expectedVersion: 4, ...ten },
    { bookingId: 'b', expectedVersion: 4, ...ten, usingHoldId: 'gone' },
    { bookingId: 'b', expectedVersion: 4, notes: 'Socks' },
  ]);
});

test.each([['held', { ...ten, holdId: 'alternative' }], ['only offered', ten]])(
  'who asked for a hold has a hold on the time that is %s instead, for the same person, and books nothing',
  (_, alternative) => {
    const args: CommandArgs<'place_hold'> = {
      holdId: 'h', serviceId: 's', start: '2026-12-02T09:00:00.000Z', resourceIds: ['room-1'], partySize: 2,
      customer: { id: 'c', name: 'Ngozi', phone: '+44 7700 900123' }, squeezeIn: { reason: 'Pain' }, waive: { rules: ['orphan_gap'], reason: 'Regular' },
    };
    const result: Refused = { ...refused, reason: 'slot_taken', alternatives: [alternative] };
    const { attention, sent } = deciding();
    attention.cards([outboxRecord({ id: 'refused', state: 'refused', kind: 'place_hold', args, result })], new Set())[0]?.accept(0);
    const { squeezeIn: _full, waive: _rule, ...kept } = args;
    expect(sent).toEqual([{ kind: 'place_hold', channel: 'desk', supersedes: 'refused', args: { ...kept, ...ten } }]);
  },
);

test('another time is asked for as anybody would: only what was agreed about the customer goes along, for who agreed to it', () => {
  const squeezed = { squeezeIn: { reason: 'Pain' }, waive: { rules: ['hours' as const, 'no_shows' as const], reason: 'Regular' } };
  const create: CommandArgs<'create_booking'> = { bookingId: 'b', serviceId: 's', start: '2026-12-02T21:00:00.000Z', resourceIds: [], customer: null, ...squeezed };
  const move: CommandArgs<'move_booking'> = { bookingId: 'b', start: '2026-12-02T21:00:00.000Z', resourceIds: [], ...squeezed };
  const result: Refused = { ...refused, reason: 'slot_taken', alternatives: [{ ...ten, holdId: 'held' }] };
  const records = [
    outboxRecord({ id: 'new', state: 'refused', kind: 'create_booking', args: create, result }),
    outboxRecord({ id: 'move', state: 'refused', kind: 'move_booking', args: move, result }),
  ];
  const taken = (actorId: string) => {
    const { attention, sent } = deciding(actorId);
    for (const card of attention.cards(records, new Set())) card.accept(0);
    return sent.map(({ args }) => args);
  };
  const by = records[0]?.command.actorId ?? '';
  const [own, ownMove] = taken(by);
  expect(own).toEqual({ bookingId: 'b', customer: null, holdId: 'held', waive: { rules: ['no_shows'], reason: 'Regular' } });
  expect(ownMove).toEqual({ bookingId: 'b', expectedVersion: 4, ...ten, usingHoldId: 'held' });
  // A manager leaned over for the time that was wanted.
  expect(taken('somebody else')[0]).toEqual({ bookingId: 'b', customer: null, holdId: 'held' });
});

test('a card says what was given for it, which is asked for again with whatever else it takes', () => {
  const args: CommandArgs<'create_booking'> = { bookingId: 'b', serviceId: 's', start: ten.start, resourceIds: [], customer: null, waive: { rules: ['hours'], reason: 'They stay' } };
  const { attention, sent } = deciding('somebody else');
  const [card, plain] = attention.cards([
    outboxRecord({ id: 'refused', state: 'refused', kind: 'create_booking', args, result: { ...refused, reason: 'deposit_required' } }),
    outboxRecord({ id: 'plain', state: 'refused', kind: 'move_booking', args: { bookingId: 'b', ...ten }, result: refused }),
  ], new Set());
  expect([card?.given, plain?.given]).toEqual([{ squeezeIn: false, rules: ['hours'] }, undefined]);
  card?.insist({ depositReference: 'till 42', approval: { staff } });
  expect(sent).toMatchObject([{ approval: { staff }, args: { ...args, depositReference: 'till 42' } }]);
});

test('a series looked at again sets nothing aside by itself', () => {
  const args: CommandArgs<'create_series'> = { seriesId: 's', serviceId: 's', start: ten.start, rule: 'FREQ=WEEKLY;COUNT=2', resourceIds: [], customer: null, acceptance: 'all', depositReference: 'till 42' };
  const asked = { ...args, squeezeIn: { reason: 'Pain' }, waive: { rules: ['hours' as const], reason: 'They stay' } };
  const [card] = deciding().attention.cards([outboxRecord({ id: 'series', state: 'refused', kind: 'create_series', args: asked, result: refused })], new Set());
  expect(card?.series).toEqual(args);
});

test('who was attached afterwards is asked for once more with what their missed bookings take', () => {
  const args: CommandArgs<'edit_booking'> = { bookingId: 'b', expectedVersion: 3, customer: { id: 'c', name: 'Tom' }, notes: 'Knee' };
  const { attention, sent } = deciding();
  const record = outboxRecord({ id: 'refused', state: 'refused', kind: 'edit_booking', args, result: { ...refused, reason: 'approval_required' } });
  attention.cards([record], new Set())[0]?.insist({ waive: { rules: ['no_shows'], reason: 'Regular' }, approval: { staff } });
  expect(sent).toEqual([
    { kind: 'edit_booking', channel: 'desk', supersedes: 'refused', approval: { staff }, args: { ...args, expectedVersion: 4, waive: { rules: ['no_shows'], reason: 'Regular' } } },
  ]);
});

test('a date of a series that was cancelled meanwhile is booked by itself, and its card says so', () => {
  const args: CommandArgs<'create_booking'> = { bookingId: 'b', serviceId: 's', start: '2026-12-02T09:00:00.000Z', resourceIds: ['room-1'], customer: null, seriesId: 'course' };
  const result: Refused = { ...refused, reason: 'gap_too_short', alternatives: [ten, { ...ten, holdId: 'alternative' }] };
  const record = outboxRecord({ id: 'refused', state: 'refused', args, result });
  const { attention, sent } = deciding();
  const [before] = attention.cards([record], new Set(['another']));
  expect(before?.seriesEnded).toBe(false);
  expect(attention.cards([record], new Set(['another']))[0]).toBe(before);
  const [card] = attention.cards([record], new Set(['course']));
  expect(card?.seriesEnded).toBe(true);
  for (const index of [0, 1]) card?.accept(index);
  card?.insist({ waive: { rules: ['orphan_gap'], reason: 'Regular' } });
  expect(sent.map(({ kind, args: { ...of } }) => [kind, 'seriesId' in of])).toEqual([['create_booking', false], ['confirm_hold', false], ['create_booking', false]]);
});

test('where somebody was faster with a date of a series its card is about the dates, and keeps what was asked of them', () => {
  const args: CommandArgs<'cancel_series'> = { seriesId: 's', bookingId: 'b', scope: 'following', reason: 'Ill', expectedVersions: [{ bookingId: 'b', version: 1 }] };
  const card = (of: Partial<CommandArgs<'cancel_series'>>, reason: Refused['reason'] = 'stale_version') =>
    deciding().attention.cards([outboxRecord({ id: 'refused', state: 'refused', kind: 'cancel_series', args: { ...args, ...of }, result: { ...refused, reason } })], new Set())[0];
  expect(card({})).toMatchObject({ ofSeries: true, again: { kind: 'cancel_series', args } });
  expect(card({}, 'illegal_status')?.ofSeries).toBe(true);
  expect(card({}, 'illegal_status')?.again).toBeUndefined();
  expect(card({ scope: 'this' })?.ofSeries).toBe(false);
  expect(card({ scope: 'this' })?.again).toBeUndefined();
});

test('what one’s own commands did meanwhile is not marked as somebody else’s when the dates are looked at again', () => {
  const at = (versions: Record<string, number>) => Object.entries(versions).map(([bookingId, version]) => ({ bookingId, version }));
  const edited = at({ b: 2, d: 5, e: 2 }).map(({ bookingId, version }) => ({ bookingId, bookingVersion: version, start: ten.start, ...(bookingId === 'e' ? { keeps: ['notes' as const] } : {}) }));
  const edit = outboxRecord({ id: 'edit', state: 'absorbed', kind: 'edit_series', version: 7, args: { seriesId: 's', bookingId: 'b', scope: 'all', notes: 'Socks' }, result: { status: 'committed', version: 7, bookingId: 'b', bookingVersion: 2, edited } });
  const args: CommandArgs<'cancel_series'> = { seriesId: 's', bookingId: 'b', scope: 'all', behindOwn: { commandIds: ['edit', 'never'], expectedVersions: at({ b: 1, c: 1, d: 3, e: 1 }) } };
  const cancel = outboxRecord({ id: 'cancel', state: 'refused', kind: 'cancel_series', args, result: { ...refused, reason: 'stale_version' } });
  const [card] = deciding().attention.cards([edit, cancel], new Set());
  expect(card?.again?.args).toEqual({ seriesId: 's', bookingId: 'b', scope: 'all', expectedVersions: at({ b: 2, c: 1, d: 3, e: 1 }) });
});

test.each([['edit_series', true], ['edit_booking', false]] as const)('an undo of %s that comes too late is about the dates: %s', (kind, ofSeries) => {
  const record = outboxRecord({ id: 'refused', state: 'refused', kind: 'undo_command', args: { commandId: 'c' }, result: { ...refused, reason: 'stale_version' } });
  const restores = { kind, bookingId: 'b', blockId: null, booking: null, block: null };
  expect(deciding().attention.cards([{ ...record, restores }], new Set())[0]?.ofSeries).toBe(ofSeries);
});

test.each([
  ['move_series', { kind: 'move_booking', args: { bookingId: 'known', expectedVersion: 4, ...ten, usingHoldId: 'alternative' } }],
  ['run_late', { kind: 'move_booking', args: { bookingId: 'known', expectedVersion: 4, ...ten, usingHoldId: 'alternative' } }],
  ['cancel_series', { kind: 'confirm_hold', args: { bookingId: 'minted', holdId: 'alternative', customer: { id: 'Lena', name: 'Lena' }, notes: '' } }],
] as const)('what is offered instead of an undone %s is for the first that cannot go back, wherever it was tapped', (kind, taken) => {
  const occurrences = ['tapped', 'known', 'later'].map((bookingId) => ({ ...ten, occurrence: ten.start, bookingId, status: bookingId === 'tapped' ? ('free' as const) : ('taken' as const) }));
  const result: Refused = { ...refused, reason: 'slot_taken', alternatives: [{ ...ten, holdId: 'alternative' }], occurrences };
  const restores = { kind, bookingId: 'tapped', blockId: null, booking: kind === 'run_late' ? null : lesson('tapped', 'Tom'), block: null };
  const { attention, sent } = deciding();
  attention.cards([outboxRecord({ id: 'refused', state: 'refused', kind: 'undo_command', args: { commandId: 'undone' }, restores, result })], new Set())[0]?.accept(0);
  expect(sent).toEqual([{ ...taken, channel: 'desk', supersedes: 'refused' }]);
});

test('what was not known when its card was made is offered once it is', () => {
  const occurrences = [{ ...ten, occurrence: ten.start, bookingId: 'far ahead', status: 'taken' as const }];
  const result: Refused = { ...refused, reason: 'slot_taken', alternatives: [{ ...ten, holdId: 'alternative' }], occurrences };
  const record: OutboxRecord = { ...outboxRecord({ id: 'refused', state: 'refused', kind: 'undo_command', args: { commandId: 'undone' }, result }), restores: { kind: 'cancel_series', bookingId: 'tapped', blockId: null, booking: null, block: null } };
  const board = new Map<string, BookingRow>();
  const attention = new Attention({ mintId: () => '', actorId: () => null, versionOf: () => null, rowOf: (id) => board.get(id) ?? null, decide: () => ({ commandId: '', onDisk: Promise.resolve() }) });
  const offered = () => attention.cards([record], new Set()).map(({ outcome }) => outcome.alternatives.length);
  expect(offered()).toEqual([0]);
  board.set('far ahead', lesson('far ahead', 'Lena'));
  expect(offered()).toEqual([1]);
  const [card] = attention.cards([record], new Set());
  expect(attention.cards([record], new Set())[0]).toBe(card);
  board.clear();
  expect(offered()).toEqual([0]);
});

test('nobody is booked in the name of the booking that was tapped: for a date that is not known here nothing is offered', () => {
  const occurrences = [{ ...ten, occurrence: ten.start, bookingId: 'far ahead', status: 'taken' as const }];
  const result: Refused = { ...refused, reason: 'slot_taken', alternatives: [{ ...ten, holdId: 'alternative' }], occurrences };
  const record = outboxRecord({ id: 'refused', state: 'refused', kind: 'undo_command', args: { commandId: 'undone' }, result });
  const offered = (kind: 'cancel_series' | 'move_series') =>
    deciding().attention.cards([{ ...record, restores: { kind, bookingId: 'tapped', blockId: null, booking: lesson('tapped', 'Tom'), block: null } }], new Set())[0]?.outcome.alternatives;
  expect(offered('cancel_series')).toEqual([]);
  expect(offered('move_series')).toHaveLength(1);
});
