import type { CommandArgs, CustomerInput } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';

interface EditForm {
  customer: CustomerInput | null;
  /** By which clock they live, as the form says, and as it said when they were chosen. */
  zone: string | null;
  knownZone: string | null;
  notes: string;
}

export type EditChanges = Pick<CommandArgs<'edit_booking'>, 'customer' | 'corrects' | 'notes'>;

/**
 * What a form asks for of a booking: nothing of what stands there. `again`: the refused edit of the series that it is to
 * be asked for instead of; what that was about goes to the other dates also where the named one has it by now.
 */
export function editChanges(row: BookingRow, { customer, zone, knownZone, notes }: EditForm, again?: CommandArgs<'edit_series'>): EditChanges {
  const isSame = (customer?.id ?? null) === row.customerId;
  const zoneBefore = again !== undefined && isSame ? (row.customerTimeZone ?? null) : knownZone;
  const keepsZone = customer === null || zone === zoneBefore;
  return {
    ...(isSame && keepsZone ? askedBefore(customer, again) : { customer: keepsZone ? customer : { ...customer, timeZone: zone } }),
    // Name and phone are as this computer last heard: who corrected them meanwhile is not to be overruled.
    ...(isSame && !keepsZone ? { corrects: ['timeZone' as const] } : {}),
    ...(notes === row.notes && again?.notes === undefined ? {} : { notes }),
  };
}

function askedBefore(customer: CustomerInput | null, again: CommandArgs<'edit_series'> | undefined): EditChanges {
  if (again?.customer === undefined) return {};
  return customer === null ? { customer } : { customer, corrects: [] };
}
