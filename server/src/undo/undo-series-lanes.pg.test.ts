import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import { createUndoWorld } from './undo-world.ts';

const { world, rules, database } = await createUndoWorld();

test('a series that was moved is put back on its lanes, whoever has left beside it since', async () => {
  await rules.resource(world.classRoom, { capacity: 2 });
  const at = (clock: string, day = '08') => `2026-12-${day}T${clock}:00Z`;
  const beside = async (start: string, end: string) => {
    const bookingId = randomUUID();
    committed(await world.submit('create_booking', { bookingId, serviceId: null, start: at(start), end: at(end), resourceIds: [world.classRoom], customer: null }));
    return bookingId;
  };
  const leaving = await beside('08:30', '09:30');
  // Two dates of one day: the first one beside who leaves, on the second lane; the other one after that, on the first.
  const { seriesId = '', occurrences = [] } = committed(await world.submit('create_series', {
    seriesId: randomUUID(), serviceId: null, start: at('09:00'), end: at('10:00'), rule: 'FREQ=DAILY;COUNT=2', resourceIds: [world.classRoom],
    customer: null, acceptance: 'all', changes: [{ occurrence: at('09:00', '09'), start: at('09:30') }],
  }));
  await beside('10:00', '11:00');
  committed(await world.submit('cancel_booking', { bookingId: leaving }));
  // What is kept for undoing that is over, and swept.
  await database.admin.query(`update claim set released_at = clock_timestamp() where tenant_no = $1 and yields`, [world.tenantNo]);
  const command = world.command('move_series', {
    seriesId, bookingId: occurrences[0]?.bookingId ?? '', scope: 'all', start: at('09:00', '15'), resourceIds: [], acceptance: 'all',
  });
  committed(await world.gateway.submit(world.submitter, command));
  // Nobody came in between.
  expect(await world.submit('undo_command', { commandId: command.id })).toMatchObject({ status: 'committed' });
});
