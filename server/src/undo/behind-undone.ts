import type { Command } from '@holdfast/protocol/commands';

/**
 * Whether an undo was sent behind what it takes back, before that was answered. It is not refused where that was: then
 * neither is wanted any more.
 */
export function isBehindUndone(command: Command): boolean {
  return command.kind === 'undo_command' && command.dependsOn === command.args.commandId;
}
