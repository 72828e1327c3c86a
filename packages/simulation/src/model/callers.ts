import { randomUUID } from 'node:crypto';
import type { Submitter } from '@holdfast/server/commands/gateway';
import type { TestWorld } from '@holdfast/server/commands/test-world';
import type { CallerName } from './gateway-steps.ts';
import type { Caller } from './house-model.ts';

/** A caller, and how the server knows them. */
export type KnownCaller = Caller & { submitter: Submitter };
export type Callers = Record<CallerName, KnownCaller>;

/** Who asks at a location. */
export function callersOf({ submitter: atWorlds, staffId, colleagueId }: TestWorld, locationId: string): Callers {
  const submitter: Submitter = { ...atWorlds, locationId };
  const atTerminal = (channel: Caller['channel'], actorId: string, role: Caller['role']): KnownCaller => ({ channel, actorId, role, via: 'terminal', submitter });
  const withKey = (channel: Caller['channel'], keyRole: 'agent' | 'manager'): KnownCaller => ({
    channel, actorId: randomUUID(), role: keyRole === 'manager' ? 'manager' : 'staff', via: 'key', submitter: { ...submitter, terminalId: null, keyRole },
  });
  return {
    manager: atTerminal('desk', staffId, 'manager'),
    staff: atTerminal('walk_in', colleagueId, 'staff'),
    web: withKey('web', 'agent'),
    phone_ai: withKey('phone_ai', 'agent'),
    chat_ai: withKey('chat_ai', 'agent'),
    api: withKey('api', 'manager'),
    import: { channel: 'import', actorId: randomUUID(), role: null, via: 'import', submitter: { ...submitter, terminalId: null } },
    stranger: atTerminal('desk', randomUUID(), null),
    // Of the staff, but from a terminal nobody speaks for the public page.
    impostor: atTerminal('web', staffId, 'manager'),
  };
}
