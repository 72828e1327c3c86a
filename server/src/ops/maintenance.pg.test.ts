import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../db/test-database.ts';
import { createFeedWatch } from '../feed/location-feed-watch.ts';
import { startMaintenance } from './maintenance.ts';

test('told to stop in the middle of its work, it ends with that work and not with the pause after it', async () => {
  const { db } = await createTestDatabase();
  const feedWatch = createFeedWatch(db, () => {});
  const maintenance = startMaintenance(db, feedWatch, pino({ level: 'silent' }));
  // Both loops are in their first queries now; the longer pause is an hour.
  await expect(maintenance.stop()).resolves.toBeUndefined();
  feedWatch.close();
});
