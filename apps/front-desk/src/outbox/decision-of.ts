import type { CommandKind } from '@holdfast/protocol/commands';
import type { Intent } from '../desk.ts';
import type { AnyIntent } from './attention.ts';

/** Which refused command an intent decides, if any: a screen that does it by hand ends the card just the same. */
export function decisionOf<K extends CommandKind>(
  intent: Intent<K>,
): { commandId: string; as: 'superseded' | 'dismissed' } | null {
  if (intent.supersedes !== undefined) return { commandId: intent.supersedes, as: 'superseded' };
  if (intent.kind !== 'dismiss_refusal') return null;
  const { refusedCommandId } = intent.args as AnyIntent['args'] & { refusedCommandId: string };
  return { commandId: refusedCommandId, as: 'dismissed' };
}
