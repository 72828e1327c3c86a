import type { CommandArgs } from '@holdfast/protocol/commands';
import type { EditableField } from '@holdfast/protocol/outcomes';
import { exceptionProblem } from '../availability/exceptions.ts';
import { attachedRule, corrected, keepsCustomer, whoIsMeant } from '../bookings/attached-customer.ts';
import { editedBooking } from '../bookings/edit-booking.ts';
import { planCustomer } from '../bookings/plan-customer.ts';
import { whyNotToCome } from '../bookings/status-words.ts';
import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { editableFields, keptFields } from './kept-fields.ts';
import { seriesScope, unseenAmong } from './series-scope.ts';

/**
 * Who what is still to come of a series is for, and what is written on it, all at once. What one of them was given on
 * its own stays, unless it is the one that is named or says the same as that. Where they take place does not matter:
 * who was moved on their own is edited with the others.
 */
export const editSeries: Handler<'edit_series'> = async (context, { args, channel }) => {
  const forbidden = exceptionProblem(context, channel, args);
  if (forbidden) return forbidden;
  const found = await seriesScope(context, args);
  if (found.kind === 'refuse') return found;
  const { anchor, bookings } = found;
  if (!bookings.includes(anchor))
    return refuse('illegal_status', `This booking ${whyNotToCome(anchor.status)}: name one that is still to come.`);
  const fields = asksFor(args);
  const kept = await keptFields(context, found, fields);
  const edits = bookings.map((booking) => {
    const keeps = kept.get(booking.id) ?? [];
    return { booking, keeps, edit: without(args, keeps) };
  });
  const changes = edits.filter(({ keeps }) => fields.length === 0 || keeps.length < fields.length);
  const unseen = unseenAmong(found, changes.map(({ booking }) => booking));
  if (unseen) return unseen;
  const who = await whoIsMeant(context, anchor, args);
  const objection = await attachedRule(context, channel, anchor, args, edits.some(({ booking, edit }) => !keepsCustomer(booking, edit, who)));
  if (objection) return objection;
  return {
    kind: 'apply',
    plan: {
      ...planCustomer(args.customer, corrected(anchor, args)),
      bookings: changes.map(({ booking, edit }) => editedBooking(booking, edit, who)),
      outcome: {
        status: 'committed',
        seriesId: args.seriesId,
        bookingId: anchor.id,
        reference: anchor.reference,
        bookingVersion: anchor.version + 1,
        edited: edits.map((each) => ({
          bookingId: each.booking.id,
          bookingVersion: each.booking.version + (changes.includes(each) ? 1 : 0),
          start: each.booking.start,
          ...(each.keeps.length > 0 ? { keeps: each.keeps } : {}),
        })),
      },
    },
  };
};

function asksFor(args: CommandArgs<'edit_series'>): EditableField[] {
  return editableFields.filter((field) => args[field] !== undefined);
}

function without(args: CommandArgs<'edit_series'>, fields: readonly EditableField[]): CommandArgs<'edit_series'> {
  return { ...args, ...Object.fromEntries(fields.map((field) => [field, undefined])) };
}
