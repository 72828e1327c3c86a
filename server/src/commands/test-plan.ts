import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { CommandKind } from '@holdfast/protocol/commands';
import type { CommandRecord, DecidedPlan, PlannedClaim, Plan } from './plan.ts';
import type { TestWorld } from './test-world.ts';

/** A decision as a handler would have made it, to be applied later than it was made. */
export async function testPlan(
  world: Pick<TestWorld, 'locationId' | 'staffId'>,
  admin: pg.Pool,
  kind: CommandKind,
  decided: Partial<DecidedPlan>,
): Promise<Plan> {
  const { rows } = await admin.query<{ version: number }>(
    'select catalogue_version as version from feed_head where location_id = $1', [world.locationId]);
  return {
    outcome: { status: 'committed' },
    ...decided,
    locationId: world.locationId,
    catalogueVersion: rows[0]?.version ?? 0,
    command: testRecord(world, kind),
  };
}

export function testRecord({ staffId }: Pick<TestWorld, 'staffId'>, kind: CommandKind): CommandRecord {
  return {
    id: randomUUID(), fingerprint: '00', kind, subjectId: null, actorId: staffId, terminalId: null, outboxId: null,
    seq: 1, channel: 'desk', sawVersion: 0, tappedAt: '2026-12-01T08:00:00Z',
  };
}

/** One lane for an hour from ten o'clock, for a hold of a minute. */
export function testClaim(resourceNo: number, ownerId: string, over: Partial<PlannedClaim> = {}): PlannedClaim {
  return {
    resourceNo, lanes: 1, start: '2026-12-02T10:00:00Z', end: '2026-12-02T11:00:00Z', ownerKind: 'hold', ownerId, seconds: 60, ...over,
  };
}
