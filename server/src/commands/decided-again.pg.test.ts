import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { TenantNo } from '../access/scope.ts';
import { ClaimLooks } from '../availability/claim-looks.ts';
import type { ClaimSource } from '../availability/claim-source.ts';
import { rulesOf } from '../availability/test-rules.ts';
import type { Database } from '../db/database.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { CommitGroups } from './commit-groups.ts';
import { createGateway, type GatewayOptions } from './location-gateway.ts';
import { committed } from './test-outcomes.ts';
import { createTestWorld } from './test-world.ts';

// A decision whose ground moved is made again, so often and no more; and so is one that somebody else was faster than, where
// the choice was the house's, or the time is free again.

const database = await createTestDatabase();
const world = await createTestWorld(database.db, database.admin);
world.feedWatch.close();
const [room = '', other = ''] = world.rooms;

const node = (options: Partial<GatewayOptions> & Pick<GatewayOptions, 'db'>) =>
  createGateway({ feedWatch: world.feedWatch, now: () => world.clock.now, onTransient: () => {}, ...options });

/** A node at which somebody changes the settings so often, each time right before what was decided reaches the database. */
function whileSettingsMove(times: number) {
  let rounds = 0;
  const moved = async (): Promise<void> => {
    if (++rounds <= times) await rulesOf(world, database.admin).resource(other, { label: `Round ${rounds}` });
  };
  const db: Database = {
    ...database.db,
    query: async (statement, where) => (await moved(), database.db.query(statement, where)),
    lockLocation: async (tenantNo, locationId, work) => (await moved(), database.db.lockLocation(tenantNo, locationId, work)),
  };
  return { gateway: node({ db }), rounds: () => rounds };
}

const asked = (start: string) =>
  world.command('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds: [room], customer: null });

test('settings that are changed eleven times are met at the twelfth', async () => {
  const { gateway, rounds } = whileSettingsMove(11);
  committed(await gateway.submit(world.submitter, asked('2026-12-02T10:00:00Z')));
  expect(rounds()).toBe(12);
});

test('after twelve it is given up: nothing of it is kept, and sent again it is answered', async () => {
  const { gateway, rounds } = whileSettingsMove(12);
  const command = asked('2026-12-03T10:00:00Z');
  await expect(gateway.submit(world.submitter, command)).rejects.toThrow(`Command ${command.id} found no firm ground in 12 rounds`);
  expect(rounds()).toBe(12);
  expect((await database.admin.query('select 1 from command where command_id = $1', [command.id])).rowCount).toBe(0);
  committed(await gateway.submit(world.submitter, command));
});

/** A node whose first plan meets `work` of another one, right before it reaches the database or right after it was answered. */
function meets(when: 'before' | 'after', work: () => Promise<unknown>) {
  let isFirst = true;
  return node({
    db: {
      ...database.db,
      async query(statement, where) {
        const isMet = isFirst && statement.name === 'apply_plan';
        if (isMet) isFirst = false;
        if (isMet && when === 'before') await work();
        const answer = await Promise.allSettled([database.db.query(statement, where)]).then(([settled]) => settled);
        if (isMet && when === 'after') await work();
        if (answer.status === 'rejected') throw answer.reason;
        return answer.value as never;
      },
    },
  });
}

test('the room that the house chose is taken by another node first: another room is given', async () => {
  const start = '2026-12-04T10:00:00Z';
  const gateway = meets('before', async () => committed(await world.book(room, start)));
  const command = world.command('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds: [], customer: null });
  const { bookingId } = committed(await gateway.submit(world.submitter, command));
  const { rows } = await database.admin.query('select resource_ids from booking where booking_id = $1', [bookingId]);
  expect(rows).toEqual([{ resource_ids: [other] }]);
});

test('what was in the way is gone before anything else is looked for: it is committed', async () => {
  const start = '2026-12-05T10:00:00Z';
  const { bookingId = '' } = committed(await world.book(room, start));
  const gateway = meets('after', async () => committed(await world.submit('cancel_booking', { bookingId })));
  committed(await gateway.submit(world.submitter, asked(start)));
});

test('who waited twice for what others were about to take queues for the lock, whoever comes next', async () => {
  const [start, end] = ['2026-12-07T10:00:00Z', '2026-12-07T10:30:00Z'];
  const lost: (() => void)[] = [];
  const answers: Promise<unknown>[] = [];
  let looks = 0;
  /** Nothing is written but under the lock, and all that is coming is lost when it is told so. */
  class Coming extends CommitGroups {
    override apply(): Promise<never> {
      return new Promise((_, reject) => lost.push(() => reject(new Error('Lost'))));
    }
  }
  const oneAfterTheOther = (): void => {
    lost.at(-1)?.();
    const theDoctor = world.command('create_booking', { bookingId: randomUUID(), serviceId: null, start, end, resourceIds: [world.doctor], customer: null });
    answers.push(gateway.submit(world.submitter, theDoctor).catch((fault: unknown) => fault));
  };
  class Watched extends ClaimLooks {
    override of(tenantNo: TenantNo): ClaimSource {
      const look = super.of(tenantNo);
      return async (...where) => {
        const seen = await look(...where);
        looks++;
        // By then who looked waits.
        setImmediate(oneAfterTheOther);
        return seen;
      };
    }
  }
  const gateway = node({ db: database.db, groups: new Coming(database.db), looks: new Watched(database.db) });
  // Settings are read once.
  await gateway.foresee(world.submitter, asked(start));
  oneAfterTheOther();
  await new Promise((resolve) => setImmediate(resolve));
  expect(lost).toHaveLength(1);

  const visit = world.command('create_booking', { bookingId: randomUUID(), serviceId: world.services.visit, start, resourceIds: [], customer: null });
  committed(await gateway.submit(world.submitter, visit));
  expect([looks, lost.length]).toEqual([2, 3]);
  lost.at(-1)?.();
  expect(await Promise.all(answers)).toEqual(Array(3).fill(new Error('Lost')));
});
