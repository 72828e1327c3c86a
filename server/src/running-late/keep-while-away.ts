import { toWire } from '@holdfast/domain/instant';
import { subtract } from '@holdfast/domain/time-range';
import type { Command } from '@holdfast/protocol/commands';
import type { LiveClaim } from '../availability/claim-sql.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { DecidedPlan } from '../commands/plan.ts';
import { keepForUndo, undoHoldId } from '../undo/undo-hold.ts';
import type { Away } from './late-openings.ts';

/**
 * The plan's part that keeps guests and agents from buying the minutes in which a person is not there, booked before or
 * not, until they are. It yields to the counter, which knows, and the undo gives it back. `claims`: all that lies on the
 * resource then, kept time too; only what nobody has is kept. Of what has several places nobody is away.
 */
export function keepWhileAway(context: DecisionContext, command: Pick<Command, 'id' | 'channel'>, { resource, start, end }: Away, claims: readonly LiveClaim[]): Required<Pick<DecidedPlan, 'claims' | 'holds'>> {
  const none = { claims: [], holds: [] };
  const from = Math.max(start, context.now);
  if (resource.capacity > 1 || end <= from) return none;
  const pieces = subtract([{ start: from, end }], claims.filter(({ resourceNo }) => resourceNo === resource.resourceNo));
  const range = { starts_at: toWire(from), ends_at: toWire(end), occupied_from: toWire(from), occupied_to: toWire(end) };
  const hold = keepForUndo(context, command, undoHoldId(command.id), { service_id: null, resource_ids: [resource.id], ...range, occupied_by_resource: null, party_size: 1 });
  if (hold === null || pieces.length === 0) return none;
  const seconds = Math.ceil((end - context.now) / 1_000);
  return {
    claims: pieces.map((piece) => ({
      resourceNo: resource.resourceNo, lanes: 1, start: toWire(piece.start), end: toWire(piece.end), ownerKind: 'hold' as const, ownerId: hold.hold_id, seconds, yields: true,
    })),
    holds: [{ ...hold, seconds }],
  };
}
