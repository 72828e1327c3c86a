import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestWorld } from '../commands/test-world.ts';
import { createTestDatabase } from '../db/test-database.ts';

test("a corrected name is told on all of that customer's bookings, not only on the one it was corrected on", async () => {
  const { db, admin } = await createTestDatabase();
  const world = await createTestWorld(db, admin);
  const customer = { id: randomUUID(), name: 'Pria' };
  const bookings = ['10:00', '12:00', '14:00'].map((time) => ({ bookingId: randomUUID(), start: `2026-12-02T${time}:00Z` }));
  for (const { bookingId, start } of bookings)
    await world.submit('create_booking', { bookingId, start, serviceId: world.services.hour, resourceIds: [], customer });
  const bookingId = bookings[1]?.bookingId ?? '';
  const told = async (name: string) => {
    const outcome = await world.submit('edit_booking', { bookingId, customer: { ...customer, name } });
    const { rows } = await admin.query<{ id: string; name: string }>(
      `select entity_id as id, row->>'customerName' as name from change
         where tenant_no = $1 and version = $2 and entity = 'booking' order by idx`,
      [world.tenantNo, outcome.version],
    );
    return rows;
  };
  const rows = await told('Priya Nair');
  expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(bookings.map((booking) => booking.bookingId)));
  // Of two rows of one booking the later one counts.
  expect(new Map(rows.map(({ id, name }) => [id, name]))).toEqual(new Map(bookings.map((booking) => [booking.bookingId, 'Priya Nair'])));
  // The same again corrects nothing and tells nothing of the others.
  expect(await told('Priya Nair')).toEqual([{ id: bookingId, name: 'Priya Nair' }]);
  world.feedWatch.close();
});

test('an undo that brings a customer back tells those who never heard of them', async () => {
  const { db, admin } = await createTestDatabase();
  const world = await createTestWorld(db, admin);
  const [bookingId, first, second] = [randomUUID(), randomUUID(), randomUUID()];
  const slot = { serviceId: world.services.hour, start: '2026-12-02T10:00:00Z', resourceIds: [world.rooms[0] ?? ''] };
  await world.submit('create_booking', { bookingId, ...slot, customer: { id: first, name: 'First' } });
  const edit = world.command('edit_booking', { bookingId, customer: { id: second, name: 'Second' } });
  await world.gateway.submit(world.submitter, edit);
  const undone = await world.submit('undo_command', { commandId: edit.id });
  const { rows } = await admin.query(
    `select entity, entity_id from change where tenant_no = $1 and version = $2 order by idx`,
    [world.tenantNo, undone.version],
  );
  expect(rows).toEqual([{ entity: 'customer', entity_id: first }, { entity: 'booking', entity_id: bookingId }]);
  world.feedWatch.close();
});
