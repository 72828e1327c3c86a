import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { fromWire } from '@holdfast/domain/instant';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { Command } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { addBranch, rulesOf } from '@holdfast/server/availability/test-rules';
import { CommitGroups } from '@holdfast/server/commands/commit-groups';
import { createTestWorld, type TestWorld } from '@holdfast/server/commands/test-world';
import type { Database } from '@holdfast/server/db/database';
import { callersOf, type Callers, type KnownCaller } from './callers.ts';
import { GatewayModel } from './gateway-model.ts';
import { OnePerson } from './one-person.ts';
import type { House } from './gateway-steps.ts';
import type { ModelHouse, ModelService } from './house-model.ts';
import { StepCommands, type Names } from './step-commands.ts';

const day = '2026-12-02';
const open = { from: 8, to: 14 };
/** What runs out, runs out when a step says so. */
const longLived = { alternativeSeconds: 600, waitlistOfferSeconds: 3_600 };
/** Of who missed so many bookings, where it counts them. */
const asked = { hour: { from: 1, brings: 'deposit' }, buffered: { from: 2, brings: 'approval' }, class: { from: 2, brings: 'deposit' } } as const;
/** Kept free after each booking, where anything is. */
const gapMinutes = { room: 15, class: 30 };
/** From the one place to the other. */
const wayMinutes = 30;

interface SentCommand {
  command: Command;
  caller: KnownCaller;
  outcome: Outcome;
}

/** A location as the model has it, and who asks there for what. */
export interface Place {
  model: GatewayModel;
  callers: Callers;
  commands: StepCommands;
  /** In order. */
  sent: SentCommand[];
}

/** A small house, and where its doctor works too, if they do. */
export interface Houses {
  world: TestWorld;
  here: Place;
  there: Place | null;
  /** The doctor, where they work there too, and what the doctor here is said to be then. */
  doctor: { models: OnePerson; isSame: string } | null;
}

export async function openHouses(db: Database, admin: pg.Pool, groups: CommitGroups | null, house: House): Promise<Houses> {
  const { teaches, counts, travels, keepsGaps } = house;
  const hours = [[`0${open.from}:00`, `${open.to}:00`]] as [string, string][];
  const world = await createTestWorld(db, admin, {
    openingHours: Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((weekday) => [weekday, hours])),
    // In the middle of it: some are late for their bookings, some are not.
    now: fromWire(`${day}T11:00:00Z`),
    groups: groups ?? CommitGroups.single(db),
  });
  const { tenantNo, services } = world;
  await admin.query('update resource set archived = true where tenant_no = $1 and position between 4 and 8', [tenantNo]);
  await admin.query('select gateway.put_settings($1, $2)', [tenantNo, { ...longLived, undoSeconds: 300 }]);
  const rules = rulesOf(world, admin);
  if (teaches) {
    await rules.resource(world.classRoom, { oneClassAtATime: true });
    await rules.resource(world.doctor, { capacity: 3, oneClassAtATime: true });
    await rules.service(services.class, { needs: ['class', 'person'], isClass: true });
  }
  if (counts)
    for (const name of ['hour', 'buffered', 'class'] as const) await rules.service(services[name], { noShowPolicy: noShowPolicy(asked[name].from, asked[name].brings) });
  if (keepsGaps) await rules.location({ kinds: Object.fromEntries(Object.entries(gapMinutes).map(([kind, minimumGapMinutes]) => [kind, { minimumGapMinutes }])) });
  const branch = travels ? await openBranch(world, admin) : null;

  const rooms = world.rooms.slice(0, 3);
  const here = place(world, world.locationId, houseOf(world, house), {
    resources: [...rooms, world.classRoom, world.doctor],
    services: [services.hour, services.buffered, services.visit, services.class, null],
    guests: 'Guest',
  });
  const there = branch && place(world, branch.locationId, branchOf(world, branch), {
    resources: rooms.map(() => branch.doctor),
    services: [branch.visit, null, branch.visit, branch.visit, null],
    guests: 'Visitor',
  });
  const doctor = branch && there && {
    models: new OnePerson({ calendar: here.model.calendar, resourceId: world.doctor }, { calendar: there.model.calendar, resourceId: branch.doctor }, wayMinutes * 60_000),
    isSame: `${branch.slug}/doctor`,
  };
  // What it took to open them.
  const { rows } = await admin.query<{ id: string; head: number }>('select location_id as id, head::int from feed_head where tenant_no = $1', [tenantNo]);
  for (const { id, head } of rows) for (const { model } of places({ here, there })) if (model.locationId === id) model.version = head;
  return { world, here, there, doctor };
}

export const places = ({ here, there }: Pick<Houses, 'here' | 'there'>): Place[] => (there ? [here, there] : [here]);

interface Branch {
  locationId: string;
  slug: string;
  doctor: string;
  visit: string;
}

/** One room's worth of a place, where the doctor sees people by themselves. */
async function openBranch(world: TestWorld, admin: pg.Pool): Promise<Branch> {
  const personId = randomUUID();
  await rulesOf(world, admin).resource(world.doctor, { personId });
  const branch = await addBranch(world, admin, { personId, travelMinutes: wayMinutes });
  const visit = { id: randomUUID(), slug: 'visit', name: 'Visit', durationMinutes: 30, preparationMinutes: 0, cleanupMinutes: 0, needs: ['person'], colour: 1, position: 1 };
  await admin.query('select gateway.put_service($1, $2, $3)', [world.tenantNo, branch.locationId, visit]);
  return { ...branch, visit: visit.id };
}

const plain = { durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 0 };
const asItOpens = { waitlist: 'in_order', keepsForUndo: true } as const;

function houseOf(world: TestWorld, { teaches, counts, keepsGaps }: House): ModelHouse {
  const { hour, buffered, visit, class: lesson } = world.services;
  const asks = (of: keyof typeof asked): Pick<ModelService, 'asks'> => (counts ? { asks: asked[of] } : {});
  return {
    resources: [
      ...world.rooms.slice(0, 3).map((id) => ({ id, kind: 'room', capacity: 1 })),
      { id: world.classRoom, kind: 'class', capacity: 3, keepsClassesApart: teaches },
      { id: world.doctor, kind: 'person', capacity: teaches ? 3 : 1, keepsClassesApart: teaches },
    ],
    services: new Map([
      [hour, { ...plain, ...asks('hour'), needs: ['room'] }],
      [buffered, { ...plain, ...asks('buffered'), preparationMinutes: 15, cleanupMinutes: 15, needs: ['room'] }],
      [visit, { ...plain, durationMinutes: 30, needs: ['person', 'room'] }],
      [lesson, { ...plain, ...asks('class'), needs: teaches ? ['class', 'person'] : ['class'], isClass: teaches }],
    ]),
    gapMinutes: keepsGaps ? gapMinutes : {},
    open,
    now: world.clock.now,
    ...asItOpens,
  };
}

function branchOf(world: TestWorld, { doctor, visit }: Branch): ModelHouse {
  return {
    resources: [{ id: doctor, kind: 'person', capacity: 1 }],
    services: new Map([[visit, { ...plain, durationMinutes: 30, needs: ['person'] }]]),
    gapMinutes: {},
    open: { from: 0, to: 24 },
    now: world.clock.now,
    ...asItOpens,
  };
}

function place(world: TestWorld, locationId: string, house: ModelHouse, names: Pick<Names, 'resources' | 'services' | 'guests'>): Place {
  const sent: SentCommand[] = [];
  const model = new GatewayModel(house, locationId);
  return { model, sent, callers: callersOf(world, locationId), commands: new StepCommands(world, model, { ...names, day, locationId }, sent) };
}
