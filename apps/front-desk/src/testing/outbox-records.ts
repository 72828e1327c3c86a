import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import { commandSchemaVersion } from '@holdfast/protocol/protocol-version';
import { chainsOf, type OutboxRecord } from '../outbox/outbox-record.ts';
import { locationId, resourceIds, serviceId, staffId } from './simulated-house.ts';

let minted = 0;

/** A queued record; by default of a walk-in at 14:00 in the first room. */
export function outboxRecord<K extends CommandKind = 'create_booking'>(
  given: Partial<Omit<OutboxRecord, 'command' | 'kind' | 'chain' | 'chains'>> & { kind?: K; args?: CommandArgs<K>; chains?: [string, ...string[]] } = {},
): OutboxRecord {
  const { kind = 'create_booking' as K, args, chains: givenChains, ...rest } = given;
  minted += 1;
  const id = given.id ?? `0190a000-0000-7000-8000-${String(minted).padStart(12, '0')}`;
  const slot = { start: '2026-11-21T14:00:00.000Z', end: '2026-11-21T15:00:00.000Z', resourceIds: [resourceIds[0]!] };
  const filled = args ?? ({ bookingId: `b-${id}`, refusedCommandId: `r-${id}`, serviceId, ...slot, customer: null } as unknown as CommandArgs<K>);
  const command = {
    id, seq: minted, schema: commandSchemaVersion, locationId, actorId: staffId, channel: 'desk', sawVersion: 0,
    tappedAt: '2026-11-21T12:00:00.000Z', kind, args: filled,
  } as Command;
  const chains = givenChains ?? chainsOf(kind, filled);
  return {
    id, seq: minted, chain: chains[0], chains, state: 'queued', kind, command,
    wanted: {
      bookingId: null, title: '', start: Date.parse(slot.start), end: Date.parse(slot.end), resourceIds: slot.resourceIds, serviceId, customer: null,
    },
    createdAt: Date.parse('2026-11-21T12:00:00.000Z'), attempts: 0, result: null, version: null, absorbedIn: null, decidedBy: null,
    revision: 1, stuckUnder: null, ...rest,
  };
}
