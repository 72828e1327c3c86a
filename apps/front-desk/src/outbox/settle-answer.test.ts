import { describe, expect, test } from 'vitest';
import type { Committed, Outcome, Refused } from '@holdfast/protocol/outcomes';
import { outboxRecord } from '../testing/outbox-records.ts';
import { answeredBy, outcomesOf, settled } from './settle-answer.ts';

const committed: Committed = { status: 'committed', version: 7 };
const refused: Refused = { status: 'refused', version: 8, reason: 'slot_taken', detail: '', conflicts: [], alternatives: [] };

describe('an answer', () => {
  const [one, two] = [outboxRecord({ id: 'one' }), outboxRecord({ id: 'two' })];

  test('belongs to the commands by position and id', () => {
    const outcomes = outcomesOf([one, two], {
      results: [{ commandId: 'one', outcome: committed }, { commandId: 'two', outcome: refused }],
      heads: [],
    });
    expect(outcomes.get('two')).toBe(refused);
  });

  test('to a command whose id could not even be read belongs to its place', () => {
    const outcome = { status: 'unreadable' as const, errors: [] };
    expect(outcomesOf([one], { results: [{ commandId: null, outcome }], heads: [] }).get('one')).toBe(outcome);
  });

  test.each([
    ['too short', [{ commandId: 'one', outcome: committed }]],
    ['in another order', [{ commandId: 'two', outcome: committed }, { commandId: 'one', outcome: committed }]],
    ['without an id', [{ commandId: null, outcome: committed }, { commandId: 'two', outcome: committed }]],
  ])('%s says nothing', (_, results) => {
    expect(() => outcomesOf([one, two], { results, heads: [] })).toThrow('answer');
  });
});

describe('a command', () => {
  test('keeps its first answer', () => {
    const done = settled(outboxRecord({ state: 'sending' }), committed)!;
    expect(done).toMatchObject({ state: 'committed', version: 7, result: committed });
    expect(settled(done, refused)).toBeNull();
  });

  test('refused waits for a person', () => {
    expect(settled(outboxRecord({ state: 'sending' }), refused)).toMatchObject({ state: 'refused' });
  });

  test('whose id was used for something else is parked, never sent as new', () => {
    const reused = settled(outboxRecord({ state: 'sending' }), { ...refused, reason: 'command_id_reused' });
    expect(reused).toMatchObject({ state: 'stuck', stuckUnder: null });
  });

  test('that only recorded a dismissal asks nobody again when it is refused', () => {
    const record = outboxRecord({ state: 'sending', kind: 'dismiss_refusal' });
    expect(settled(record, { ...refused, reason: 'not_found' })).toMatchObject({ state: 'absorbed' });
  });
});

describe('an undo that went through', () => {
  const move = outboxRecord({ id: 'move', state: 'sending', attempts: 1 });
  const undo = outboxRecord({ id: 'undo', state: 'sending', attempts: 1, kind: 'undo_command', args: { commandId: 'move' } });

  test('ends the refusal that it was too quick to hear of, in the same answer or in one before', () => {
    const together = answeredBy([move, undo], new Map<string, Outcome>([['move', refused], ['undo', committed]]));
    expect(together.ids).toEqual(['move', 'undo']);
    expect(together.change(move)).toMatchObject({ state: 'dismissed', decidedBy: 'undo', result: refused });
    expect(together.change(undo)).toMatchObject({ state: 'committed' });
    const later = answeredBy([undo], new Map([['undo', committed]]));
    expect(later.ids.toSorted()).toEqual(['move', 'undo']);
    expect(later.change({ ...move, state: 'refused', result: refused })).toMatchObject({ state: 'dismissed', decidedBy: 'undo' });
  });

  test('leaves alone what went through, what was decided about already, and what has no answer', () => {
    const { change } = answeredBy([undo], new Map([['undo', committed]]));
    for (const state of ['committed', 'absorbed', 'superseded', 'queued', 'sending', 'stuck'] as const) expect(change({ ...move, state })).toBeNull();
  });

  test('ends nothing when it was refused', () => {
    const { ids, change } = answeredBy([move, undo], new Map([['move', refused], ['undo', { ...refused, reason: 'dependency_refused' }]]));
    expect(ids).toEqual(['move', 'undo']);
    expect(change(move)).toMatchObject({ state: 'refused', decidedBy: null });
  });
});

test('an answer to an earlier send than the last says nothing', () => {
  const sent = outboxRecord({ id: 'one', state: 'sending', attempts: 1 });
  const { change } = answeredBy([sent], new Map([['one', committed]]));
  expect(change({ ...sent, attempts: 2 })).toBeNull();
  expect(change({ ...sent, state: 'queued' })).toBeNull();
  expect(change(sent)).toMatchObject({ state: 'committed' });
});
