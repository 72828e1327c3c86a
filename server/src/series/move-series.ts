import { fromWire, toWire } from '@holdfast/domain/instant';
import { keepingTheRest, neededBy } from '@holdfast/domain/needs';
import { moveByWallStep } from '@holdfast/domain/series';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Occurrence, UnmovedBooking } from '@holdfast/protocol/outcomes';
import type { BookingRow } from '@holdfast/protocol/rows';
import { exceptionProblem } from '../availability/exceptions.ts';
import { claimsTogether, slotColumns, squeezedInMark } from '../bookings/planned-slot.ts';
import { kindsOf } from '../bookings/sold-service.ts';
import { whyNotToCome } from '../bookings/status-words.ts';
import { waivedElsewhere } from '../bookings/waived-rules.ts';
import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { heldForBooking } from '../holds/held-for.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import { keepAllVacated } from '../undo/undo-hold.ts';
import { incomplete } from './incomplete.ts';
import { judgeMoves, type JudgedMove, type WantedMove } from './judge-moves.ts';
import { seriesScope, unseenAmong } from './series-scope.ts';
import { readMovedAlone } from './series-sql.ts';

/**
 * Moves what is still to come of a series by the wall-clock step of the booking that is named, all at once: old claims
 * out, new claims in, so that a daily course can move by a day. What was moved on its own before stays where it was put,
 * unless it is the one that is named. Each keeps its length unless `end` is given, which sets the length of all;
 * resources, when given, replace those of the named booking wherever the others have the same, all or those of their kind.
 */
export const moveSeries: Handler<'move_series'> = async (context, command) => {
  const { args, channel } = command;
  if (!context.locked) return { kind: 'lock' };
  const found = await seriesScope(context, args);
  if (found.kind === 'refuse') return found;
  const { anchor, bookings } = found;
  if (!bookings.includes(anchor))
    return refuse('illegal_status', `This booking ${whyNotToCome(anchor.status)}: name one that is still to come.`);
  const forbidden = exceptionProblem(context, channel, args);
  if (forbidden) return forbidden;
  const alone = await readMovedAlone(context, bookings.map(({ id }) => id));
  const going = bookings.filter((booking) => booking === anchor || !alone.has(booking.id));
  const unseen = unseenAmong(found, going);
  if (unseen) return unseen;
  const wanted = going.map((booking) => wantedMove(context.catalogue, booking, anchor, args));
  const judged = await judgeMoves(context, channel, wanted, args);

  const [only] = judged;
  if (judged.length === 1 && only?.kind === 'unmoved') {
    const { reason, detail, wanted: asked } = only.because;
    return refuse(reason, detail, asked && { ...asked, movingId: anchor.id, holder: heldForBooking(anchor) });
  }
  const refusal = incomplete(judged.map(occurrenceOf), args.acceptance);
  if (refusal) return refusal;

  const moved = judged.filter((each) => each.kind === 'moved');
  return {
    kind: 'apply',
    looksAgain: true,
    plan: {
      releaseOwners: moved.map(({ wanted: { booking } }) => ({ kind: 'booking', id: booking.id })),
      claims: claimsTogether(moved.map(({ wanted: { booking }, slot }) => ({ bookingId: booking.id, slot }))),
      ...keepAllVacated(context, command, moved.map(({ wanted: { booking }, slot }) => ({ booking, next: slot }))),
      ...(command.supersedes ? { settlesRefusal: command.supersedes } : {}),
      bookings: moved.map(({ wanted: { booking }, slot }) => ({
        id: booking.id,
        expectedVersion: booking.version,
        columns: { ...slotColumns(slot), waived: waivedElsewhere(booking.waived, slot.waived) },
      })),
      outcome: {
        status: 'committed',
        seriesId: args.seriesId,
        moved: moved.map(({ wanted: { booking }, slot }) => ({
          bookingId: booking.id,
          bookingVersion: booking.version + 1,
          start: toWire(slot.range.start),
          end: toWire(slot.range.end),
          ...squeezedInMark(slot),
        })),
        unmoved: judged.flatMap(unmovedOf),
      },
    },
  };
};

function wantedMove(catalogue: Catalogue, booking: BookingRow, anchor: BookingRow, args: CommandArgs<'move_series'>): WantedMove {
  const start = moveByWallStep(fromWire(booking.start), fromWire(anchor.start), fromWire(args.start), catalogue.location.timeZone);
  const lengthMs = args.end === undefined
    ? fromWire(booking.end) - fromWire(booking.start)
    : fromWire(args.end) - fromWire(args.start);
  const follows = args.resourceIds.length > 0 && new Set(booking.resourceIds).symmetricDifference(new Set(anchor.resourceIds)).size === 0;
  return { booking, start, end: start + lengthMs, resourceIds: follows ? wantedResources(catalogue, booking, args.resourceIds) : booking.resourceIds };
}

/** A course that gets another teacher keeps its room. */
function wantedResources(catalogue: Catalogue, { serviceId, resourceIds }: BookingRow, named: readonly string[]): string[] {
  const { resources, services } = catalogue;
  const known = (ids: readonly string[]) => ids.flatMap((id) => resources.get(id) ?? []);
  const { needs } = services.get(serviceId ?? '') ?? {};
  const needed = needs ? neededBy(needs, kindsOf(catalogue, resourceIds), known(named)) : [];
  const rest = keepingTheRest(needed, known(named), known(resourceIds)).map(({ id }) => id);
  return [...named, ...rest.filter((id) => !named.includes(id))];
}

/** In a refusal a booking stands under the start it has now. */
function occurrenceOf(judged: JudgedMove): Occurrence {
  const { booking, start, end, resourceIds } = judged.wanted;
  const asked = { occurrence: booking.start, start: toWire(start), end: toWire(end), resourceIds: [...resourceIds], bookingId: booking.id };
  return judged.kind === 'moved'
    ? { ...asked, status: 'free', ...squeezedInMark(judged.slot) }
    : { ...asked, status: 'taken', reason: judged.because.reason, alternatives: judged.alternatives };
}

function unmovedOf(judged: JudgedMove): UnmovedBooking[] {
  if (judged.kind === 'moved') return [];
  const { because, alternatives, wanted } = judged;
  const { booking, start, end } = wanted;
  return [{ bookingId: booking.id, bookingVersion: booking.version, start: booking.start, wanted: { start: toWire(start), end: toWire(end) }, reason: because.reason, conflicts: because.conflicts, alternatives }];
}
