import type pg from 'pg';

/** Has bookings been over for a lifetime, with their claims: the record stays sound. */
export async function longAgo(admin: pg.Pool, bookingIds: readonly (string | undefined)[]): Promise<void> {
  const before = (column: string) => `${column} = ${column} - interval '120 years'`;
  const shift = async (table: string, key: string, columns: string[]) =>
    admin.query(`update ${table} set ${columns.map(before).join(', ')} where ${key} = any($1)`, [bookingIds]);
  await shift('claim', 'owner_id', ['starts_at', 'ends_at']);
  await shift('booking', 'booking_id', ['starts_at', 'ends_at', 'occupied_from', 'occupied_to']);
}
