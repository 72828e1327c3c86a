import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../db/test-database.ts';
import { createServer } from '../server.ts';
import { startMaintenance } from './maintenance.ts';

test('told to stop in the middle of its work, it ends with that work and not with the pause after it', async () => {
  const { db } = await createTestDatabase();
  const server = createServer(db, { log: pino({ level: 'silent' }), publicUrl: 'http://localhost' });
  const maintenance = startMaintenance(server);
  // All loops are in their first queries now; the longest pause is an hour.
  await expect(maintenance.stop()).resolves.toBeUndefined();
  server.feedWatch.close();
});
