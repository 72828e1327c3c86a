import { protocolVersion } from '@holdfast/protocol/protocol-version';
import type { Outcome, SubmitAnswer, Unreadable } from '@holdfast/protocol/outcomes';
import { ServerCallError } from '../api/server-calls.ts';
import { decided, isUnanswered, type OutboxRecord } from './outbox-record.ts';

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

/** Which records an answer to `sent` changes, and how, as they are on disk now. */
export function answeredBy(sent: readonly OutboxRecord[], outcomes: ReadonlyMap<string, Outcome | Unreadable>) {
  const attempts = new Map(sent.map((record) => [record.id, record.attempts]));
  // The server let these undos end a refusal that nobody here had heard of: its alternatives are gone.
  const undone = new Map(
    sent.flatMap(({ id, command }) => (command.kind === 'undo_command' && outcomes.get(id)?.status === 'committed' ? [[command.args.commandId, id] as const] : [])),
  );
  return {
    ids: [...new Set([...outcomes.keys(), ...undone.keys()])],
    change(record: OutboxRecord): OutboxRecord | null {
      const outcome = outcomes.get(record.id);
      // Taken back meanwhile (a restored backup, another tab that leads): only the answer to its next send counts.
      const isOfLastSend = record.state === 'sending' && record.attempts === attempts.get(record.id);
      const answered = outcome && isOfLastSend ? settled(record, outcome) : null;
      const undo = undone.get(record.id);
      const ended = undo === undefined ? null : decided(answered ?? record, { commandId: record.id, as: 'dismissed' }, undo);
      return ended ?? answered;
    },
  };
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
