import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { LocationRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import type { TestWorld } from '../commands/test-world.ts';

/** Changes a test world's rules as a manager would: through the functions that raise the catalogue's version. */
export interface TestRules {
  location(change: Partial<LocationRow>): Promise<void>;
  resource(id: string, change: Partial<ResourceRow>): Promise<void>;
  service(id: string, change: Partial<ServiceRow>): Promise<void>;
  settings(change: object): Promise<void>;
}

export function rulesOf(world: TestWorld, admin: pg.Pool): TestRules {
  const { tenantNo, locationId } = world;
  return {
    location: async (change) => {
      await admin.query(
        `select gateway.put_location($1, gateway.location_row(l) || $3) from location l where l.tenant_no = $1 and l.location_id = $2`,
        [tenantNo, locationId, JSON.stringify(change)],
      );
    },
    resource: async (id, change) => {
      await admin.query(
        `select gateway.put_resource($1, r.location_id, gateway.resource_row(r) || $3) from resource r
          where r.tenant_no = $1 and r.resource_id = $2`,
        [tenantNo, id, JSON.stringify(change)],
      );
    },
    service: async (id, change) => {
      await admin.query(
        `select gateway.put_service($1, s.location_id, gateway.service_row(s) || $3) from service s
          where s.tenant_no = $1 and s.service_id = $2`,
        [tenantNo, id, JSON.stringify(change)],
      );
    },
    settings: async (change) => {
      await admin.query('select gateway.put_settings($1, $2)', [tenantNo, JSON.stringify(change)]);
    },
  };
}

/** One more location of the world's business, where the person works too, so far away. */
export async function addBranch(
  world: TestWorld,
  admin: pg.Pool,
  { personId, travelMinutes, timeZone = 'UTC' }: { personId: string; travelMinutes: number; timeZone?: string },
): Promise<{ locationId: string; slug: string; doctor: string }> {
  const slug = `branch-${randomUUID().slice(0, 8)}`;
  const allDay = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00']]]));
  const location = { id: randomUUID(), slug, name: 'Branch', timeZone, openingHours: allDay, gridMinutes: 15 };
  await admin.query('select gateway.put_location($1, $2)', [world.tenantNo, location]);
  const doctor = { id: randomUUID(), slug: 'doctor', name: 'Doctor', kind: 'person', personId };
  await admin.query('select gateway.put_resource($1, $2, $3)', [world.tenantNo, location.id, doctor]);
  await admin.query('select gateway.put_travel_time($1, $2, $3, $4)', [world.tenantNo, world.locationId, location.id, travelMinutes]);
  return { locationId: location.id, slug, doctor: doctor.id };
}
