import { protocolVersion } from '@holdfast/protocol/protocol-version';
import type { Outcome, SubmitAnswer, Unreadable } from '@holdfast/protocol/outcomes';
import { ServerCallError } from '../api/server-calls.ts';
import { isUnanswered, type OutboxRecord } from './outbox-record.ts';

/**
 * Pairs the answer with what was sent, by position and id. Throws `ServerCallError` when they do not
 * match: then nothing is known and everything is sent again.
 */
export function outcomesOf(
  sent: readonly OutboxRecord[],
  answer: SubmitAnswer,
): Map<string, Outcome | Unreadable> {
  const { results } = answer;
  if (!Array.isArray(results) || results.length !== sent.length)
    throw new ServerCallError('transport', 'The answer does not fit what was sent.');
  return new Map(
    sent.map(({ id }, index) => {
      const { commandId, outcome } = results[index]!;
      const nameless = commandId === null && outcome.status === 'unreadable';
      if (commandId !== id && !nameless)
        throw new ServerCallError('transport', 'The answer speaks of another command.');
      return [id, outcome];
    }),
  );
}

/** The command with its one final answer. Null when it has one already: the first stands. */
export function settled(record: OutboxRecord, outcome: Outcome | Unreadable): OutboxRecord | null {
  if (!isUnanswered(record)) return null;
  if (outcome.status === 'unreadable')
    return { ...record, state: 'stuck', result: outcome, stuckUnder: protocolVersion };
  const answered = { ...record, result: outcome, version: outcome.version };
  if (outcome.status === 'committed') return { ...answered, state: 'committed' };
  // Never executed and never stored: a retry cannot help and a person cannot decide it.
  if (outcome.reason === 'command_id_reused') return { ...answered, state: 'stuck' };
  // The person has decided already; that the server could not write it down asks nobody anything.
  if (record.kind === 'dismiss_refusal') return { ...answered, state: 'absorbed' };
  return { ...answered, state: 'refused' };
}
