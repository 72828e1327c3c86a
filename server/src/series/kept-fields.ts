import type { EditableField } from '@holdfast/protocol/outcomes';
import type { BookingRow } from '@holdfast/protocol/rows';
import { readGivenAlone, type SeriesReader } from './series-sql.ts';

const columnOf = { customer: 'customerId', title: 'title', notes: 'notes' } as const satisfies Record<EditableField, keyof BookingRow>;
export const editableFields = Object.keys(columnOf) as EditableField[];

/** By booking, which of these fields it was given on its own and has otherwise than the named one. */
export async function keptFields(
  reader: SeriesReader,
  { anchor, bookings }: { anchor: BookingRow; bookings: readonly BookingRow[] },
  fields: readonly EditableField[],
): Promise<ReadonlyMap<string, EditableField[]>> {
  const otherwise = new Map(
    bookings.map((booking) => [booking.id, fields.filter((field) => booking[columnOf[field]] !== anchor[columnOf[field]])]),
  );
  const differing = [...otherwise.keys()].filter((id) => otherwise.get(id)?.length);
  const alone = differing.length === 0 ? new Map<string, EditableField[]>() : await readGivenAlone(reader, differing);
  return new Map([...otherwise].map(([id, differs]) => [id, differs.filter((field) => alone.get(id)?.includes(field))]));
}
