import { describe, expect, test } from 'vitest';
import type { Committed, Refused } from '@holdfast/protocol/outcomes';
import { outboxRecord } from '../testing/outbox-records.ts';
import { outcomesOf, settled } from './settle-answer.ts';

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
