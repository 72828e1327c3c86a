import { keepsClassesApart } from '@holdfast/domain/class-sharing';
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
 * not, until they are. It yields to the counter, which knows, as far as that books it, and the undo gives it back. `claims`:
 * all that lies on the resource then, kept time too; only what nobody has is kept, place by place. Also in a business that
 * keeps nothing for an undo: nobody gave this time up.
 */
export function keepWhileAway(context: DecisionContext, command: Pick<Command, 'id' | 'channel'>, { resource, start, end }: Away, claims: readonly LiveClaim[]): Required<Pick<DecidedPlan, 'claims' | 'holds'>> {
  const none = { claims: [], holds: [] };
  const from = Math.max(start, context.now);
  if (end <= from) return none;
  const there = claims.filter(({ resourceNo }) => resourceNo === resource.resourceNo);
  // Where classes are kept apart one place keeps all of them. Who is at another location is nowhere here.
  const places = resource.capacity === 1 || keepsClassesApart(resource) ? [null] : Array.from({ length: resource.capacity }, (_, index) => index + 1);
  const pieces = places.flatMap((place) =>
    subtract([{ start: from, end }], there.filter(({ lane, elsewhere }) => place === null || lane === place || elsewhere !== undefined)).map((piece) => ({ piece, ...(place === null ? {} : { on: [place] }) })),
  );
  const range = { starts_at: toWire(from), ends_at: toWire(end), occupied_from: toWire(from), occupied_to: toWire(end) };
  const seconds = Math.ceil((end - context.now) / 1_000);
  const hold = keepForUndo(command, undoHoldId(command.id), { service_id: null, resource_ids: [resource.id], ...range, occupied_by_resource: null, party_size: 1 }, seconds);
  if (hold === null || pieces.length === 0) return none;
  return {
    claims: pieces.map(({ piece, ...named }) => ({
      resourceNo: resource.resourceNo, lanes: 1, ...named, start: toWire(piece.start), end: toWire(piece.end), ownerKind: 'hold' as const, ownerId: hold.hold_id, seconds, yields: true,
    })),
    holds: [hold],
  };
}
