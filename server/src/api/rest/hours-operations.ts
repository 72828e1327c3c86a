import { z } from 'zod';
import type { KeyScope } from '../../access/scope.ts';
import { changeHours, previewHours, readHours, type WhoseHours } from '../../locations/change-hours.ts';
import { localTime } from '../../locations/local-time.ts';
import { readTimetable, timetable, type Timetable, type TimetableSeen } from '../../locations/timetable.ts';
import type { Touches } from '../../locations/touched-by-hours.ts';
import { operation, type Answer, type Rest } from './operation.ts';
import { invalidInput, notFound, ProblemError } from './problem.ts';
import { reference, touchedView } from './schemas.ts';

const version = z.string().max(64).meta({ description: 'Of these hours. Whoever sets them names the one they read.' });
const view = timetable.extend({ version }).meta({ id: 'Hours' });
const body = timetable.extend({
  expected: version.meta({ description: 'The `version` that was read: 412 when the hours have changed since.' }),
  keep: z.string().max(64).optional().meta({ description: 'From the 409 that listed what lies outside: it was seen, and stays where it is.' }),
});
const foreseen = z.object({
  touched: z.array(touchedView).meta({ description: 'By start, the first 200.' }),
  touchedCount: z.int(),
  keep: z.string().nullable().meta({ description: 'Says that this list was seen: send it along when you set them. Null: nothing would lie outside.' }),
});
const ofLocation = z.strictObject({ id: reference });
const atLocation = z.strictObject({ location: reference.optional().meta({ description: 'Where the resource is. Needed with a slug that several locations of the key have.' }) });

const description =
  'Of a manager key. Weekly hours, and exceptions for single days, whole: what is left out is gone. What would lie outside and did not before is listed in a 409; with its `keep` it is set all the same, and what is booked stays.';

const previewDescription = 'Of a manager key. Nothing changes. What is booked between this and setting them is in a new list then.';

export const hoursOperations = [
  operation({
    id: 'getLocationHours',
    method: 'GET',
    path: '/locations/{id}/hours',
    summary: 'When a location is open',
    description: 'Of a manager key.',
    params: ofLocation,
    refusable: true,
    answers: { status: 200, schema: view },
    handle: async (rest, { key, params }) => read(rest, await locationNamed(rest, key, params.id)),
  }),

  operation({
    id: 'setLocationHours',
    method: 'PUT',
    path: '/locations/{id}/hours',
    summary: 'Set when a location is open',
    description,
    params: ofLocation,
    body,
    refusable: true,
    answers: { status: 200, schema: view },
    handle: async (rest, { key, params, body: asked }) => set(rest, key, await locationNamed(rest, key, params.id), asked),
  }),

  operation({
    id: 'previewLocationHours',
    method: 'POST',
    path: '/locations/{id}/hours/preview',
    summary: 'What other hours of a location would leave outside them',
    description: previewDescription,
    params: ofLocation,
    body: timetable,
    refusable: true,
    answers: { status: 200, schema: foreseen },
    handle: async (rest, { key, params, body: given }) => preview(rest, await locationNamed(rest, key, params.id), given),
  }),

  operation({
    id: 'getResourceHours',
    method: 'GET',
    path: '/resources/{id}/hours',
    summary: 'When a resource is there',
    description: 'Of a manager key. `hours` null: whenever the location is open.',
    params: ofLocation,
    query: atLocation,
    refusable: true,
    answers: { status: 200, schema: view },
    handle: async (rest, { key, params, query }) => read(rest, await resourceNamed(rest, key, params.id, query.location)),
  }),

  operation({
    id: 'setResourceHours',
    method: 'PUT',
    path: '/resources/{id}/hours',
    summary: 'Set when a resource is there',
    description: `${description} \`hours\` null: whenever the location is open.`,
    params: ofLocation,
    query: atLocation,
    body,
    refusable: true,
    answers: { status: 200, schema: view },
    handle: async (rest, { key, params, query, body: asked }) => set(rest, key, await resourceNamed(rest, key, params.id, query.location), asked),
  }),

  operation({
    id: 'previewResourceHours',
    method: 'POST',
    path: '/resources/{id}/hours/preview',
    summary: 'What other hours of a resource would leave outside them',
    description: previewDescription,
    params: ofLocation,
    query: atLocation,
    body: timetable,
    refusable: true,
    answers: { status: 200, schema: foreseen },
    handle: async (rest, { key, params, query, body: given }) => preview(rest, await resourceNamed(rest, key, params.id, query.location), given),
  }),
];

type Whose = WhoseHours & { timeZone: string };

async function read({ server }: Rest, whose: Whose): Promise<Answer> {
  return { status: 200, body: found(await readHours(server, whose)) };
}

async function set({ server }: Rest, key: KeyScope, whose: Whose, { expected, keep, ...given }: z.infer<typeof body>): Promise<Answer> {
  const by = { channel: key.channel, actorId: key.keyId };
  const answer = found(await changeHours(server, whose, { timetable: wantedHours(whose, given), expected, keep: keep ?? null }, by));
  switch (answer.status) {
    case 'changed':
      return { status: 200, body: answer.timetable satisfies TimetableSeen };
    case 'stale':
      throw new ProblemError(412, 'stale_version', 'These hours have changed since. GET them and set them anew.', { title: 'The hours have changed since' });
    case 'touches':
      throw leftOutside(answer, whose.timeZone);
  }
}

async function preview({ server }: Rest, whose: Whose, given: z.infer<typeof timetable>): Promise<Answer> {
  const touches = found(await previewHours(server, whose, wantedHours(whose, given)));
  return { status: 200, body: { ...touchedViews(touches, whose.timeZone), keep: touches.keep } };
}

/** Throws a 400 problem that says what is wrong with them. */
function wantedHours({ resourceId }: Whose, given: unknown): Timetable {
  const wanted = readTimetable(given, resourceId === null ? 'location' : 'resource');
  if (wanted.kind === 'wrong') throw invalidInput(wanted.problems.map((message) => ({ path: '', message })));
  return wanted.timetable;
}

function touchedViews({ touched, count }: Touches, timeZone: string) {
  return {
    touched: touched.map(({ start, end, resourceIds, ...one }) => ({ ...one, start: localTime(start, timeZone), end: localTime(end, timeZone), resources: resourceIds })),
    touchedCount: count,
  };
}

function leftOutside(touches: Touches, timeZone: string): ProblemError {
  const { keep } = touches;
  return new ProblemError(409, 'leaves_outside', `What is listed would lie outside these hours, and stays where it is. To set them all the same send "keep": "${keep}" along.`, {
    title: 'Something would lie outside these hours',
    ...touchedViews(touches, timeZone),
    ...(keep === null ? {} : { keep }),
  });
}

/** Throws a 404 problem, then 403: who may not see a place is not told that it is there. */
async function locationNamed({ places }: Rest, key: KeyScope, id: string): Promise<Whose> {
  const { location } = await places.named(key, id);
  return ofManager(key, { tenantNo: key.tenantNo, locationId: location.id, resourceId: null, timeZone: location.timeZone });
}

async function resourceNamed({ places }: Rest, key: KeyScope, id: string, at: string | undefined): Promise<Whose> {
  const catalogues = await Promise.all((at === undefined ? key.locations.map((location) => location.id) : [at]).map((place) => places.named(key, place)));
  const named = catalogues.flatMap(({ location, resources }) =>
    Array.from(resources.values().filter((one) => !one.archived && (one.id === id.toLowerCase() || one.slug === id)), (one) => ({ location, one })),
  );
  const [only] = named;
  if (!only) throw notFound(`There is no resource "${id.toWellFormed()}" for this key. GET /resources?location= lists those there are.`);
  if (named.length > 1) throw invalidInput([{ path: 'location', message: 'Several locations have a resource of that name: add ?location= with a slug or id.' }]);
  return ofManager(key, { tenantNo: key.tenantNo, locationId: only.location.id, resourceId: only.one.id, timeZone: only.location.timeZone });
}

/** Why somebody is away is not for everybody either. */
function ofManager(key: KeyScope, whose: Whose): Whose {
  if (key.role !== 'manager') throw new ProblemError(403, 'policy_forbids', 'Hours are for a key that was made with --role manager.');
  return whose;
}

function found<T>(answer: T | null): T {
  if (answer === null) throw notFound('It is no longer there.');
  return answer;
}
