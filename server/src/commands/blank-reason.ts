import type { CommandKind } from '@holdfast/protocol/commands';

/** What goes beyond a rule, or takes what somebody was promised, as far as its reason goes. */
interface Answered {
  squeezeIn?: { reason: string } | undefined;
  waive?: { reason: string } | undefined;
  reason?: string | undefined;
}

/**
 * Which reason of a command is blank though it is all that the record will have to explain it; null when none is. The
 * schema lets it pass: a terminal must hear a no that a person can act on, not that it cannot be read.
 */
export function blankReason(kind: CommandKind, args: object): 'squeezeIn.reason' | 'waive.reason' | 'reason' | null {
  const { squeezeIn, waive, reason }: Answered = args;
  if (squeezeIn && isBlank(squeezeIn.reason)) return 'squeezeIn.reason';
  if (waive && isBlank(waive.reason)) return 'waive.reason';
  return kind === 'override_hold' && isBlank(reason ?? '') ? 'reason' : null;
}

const isBlank = (reason: string): boolean => reason.trim() === '';
