import { randomUUID } from 'node:crypto';
import { InBetween } from '../commands/test-in-between.ts';
import { committed } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import type { TestDatabase } from '../db/test-database.ts';
import { addBranch, rulesOf } from './test-rules.ts';

/** A test world whose doctor also works at a branch, half an hour away. */
export interface RacedElsewhere {
  world: TestWorld;
  /** Has the doctor booked at the branch at that time, after the next command is decided and before it is applied. */
  goesThere(start: string, end: string): void;
}

export async function openRacedElsewhere({ db, admin }: TestDatabase): Promise<RacedElsewhere> {
  const groups = new InBetween(db);
  const world = await createTestWorld(db, admin, { groups });
  const personId = randomUUID();
  await rulesOf(world, admin).resource(world.doctor, { personId });
  const branch = await addBranch(world, admin, { personId, travelMinutes: 30 });
  return {
    world,
    goesThere(start, end) {
      const args = { bookingId: randomUUID(), serviceId: null, start, end, resourceIds: [branch.doctor], customer: null };
      const command = world.command('create_booking', args, { locationId: branch.locationId });
      groups.next = async () => committed(await world.gateway.submit({ ...world.submitter, locationId: null }, command));
    },
  };
}
