import { command as commandSchema, type Command } from '@holdfast/protocol/commands';
import type { Unreadable } from '@holdfast/protocol/outcomes';

export type ReadCommand =
  | { kind: 'read'; command: Command }
  | { kind: 'unreadable'; commandId: string | null; outcome: Unreadable };

/** Parses one submitted command; an unreadable one is told what is wrong and blocks no other. */
export function readCommand(submitted: unknown): ReadCommand {
  const parsed = commandSchema.safeParse(submitted);
  if (parsed.success) return { kind: 'read', command: parsed.data };
  return {
    kind: 'unreadable',
    commandId: idOf(submitted),
    outcome: {
      status: 'unreadable',
      errors: parsed.error.issues.slice(0, 10).map(({ path, message }) => ({ path: path.join('.'), message })),
    },
  };
}

function idOf(submitted: unknown): string | null {
  if (typeof submitted !== 'object' || submitted === null || !('id' in submitted)) return null;
  return typeof submitted.id === 'string' && submitted.id.length <= 64 ? submitted.id : null;
}
