import { z } from 'zod';
import { daysAtMostMs } from '@holdfast/domain/booking-time';
import { fromWire, toWire } from '@holdfast/domain/instant';
import { instant, type Channel } from '@holdfast/protocol/values';
import { findSlots } from '../../availability/find-slots.ts';
import { localTime } from '../../locations/local-time.ts';
import { operation } from './operation.ts';
import { resourceNamed, serviceNamed } from './places.ts';
import { invalidInput, notFound } from './problem.ts';
import { reference, slotView } from './schemas.ts';

/** A month to choose from fits any screen; longer is asked for in parts, so that one call never reads a year. */
const rangeDaysMax = 31;
const slotsMax = 500;
const slotsDefault = 50;

/** Who sees a list looks for a time in it; who hears three of them takes what suits the day. */
const orderFor = (channel: Channel): 'time' | 'compact' => (channel === 'phone_ai' || channel === 'chat_ai' ? 'compact' : 'time');

/** In a query `+01:00` arrives as ` 01:00` when the caller did not write `%2B`; nothing else has a space there. */
const queryTime = z.preprocess((given) => (typeof given === 'string' ? given.replace(/ (?=\d\d:\d\d$)/, '+') : given), instant);

export const availabilityOperation = operation({
  id: 'findAvailability',
  method: 'GET',
  path: '/availability',
  summary: 'When a service can be had',
  description:
    'Openings that lie wholly between `from` and `to`, at most 31 days apart, one a start: with `order=time` in time ' +
    'order, with `order=compact` day by day those first that leave the day in one piece. Left out, agents (`phone_ai`, ' +
    '`chat_ai`), who read out only a few, get `compact`, everybody else `time`. ' +
    'Nothing is held by looking: hold one before reading it out.',
  query: z.strictObject({
    location: reference,
    service: reference,
    from: queryTime,
    to: queryTime,
    resource: reference.optional(),
    partySize: z.coerce.number().int().min(1).max(500).optional().meta({ description: 'Only openings with room for so many.' }),
    order: z.enum(['time', 'compact']).optional(),
    limit: z.coerce.number().int().min(1).max(slotsMax).default(slotsDefault),
  }),
  answers: { status: 200, schema: z.object({ asOf: z.iso.datetime({ offset: true }), slots: z.array(slotView) }) },
  async handle({ server, places }, { key, query }) {
    const catalogue = await places.named(key, query.location);
    const service = serviceNamed(catalogue, query.service);
    if (service.archived) throw notFound(`${service.name} is no longer offered.`);
    const resource = query.resource === undefined ? undefined : resourceNamed(catalogue, query.resource);
    if (resource && !service.needs.includes(resource.kind))
      throw invalidInput([{ path: 'resource', message: `${service.name} needs ${service.needs.join(', ')}; ${resource.name} is none of these.` }]);
    const range = { start: fromWire(query.from), end: fromWire(query.to) };
    if (range.end <= range.start) throw invalidInput([{ path: 'to', message: 'Use a time after `from`.' }]);
    if (range.end - range.start > daysAtMostMs(rangeDaysMax)) throw invalidInput([{ path: 'to', message: `Ask for at most ${rangeDaysMax} days.` }]);
    const now = server.now();
    const slots = await findSlots(
      { claims: server.looks.of(key.tenantNo), catalogue, now },
      { service, range, resourceId: resource?.id, partySize: query.partySize ?? 1, channel: key.channel, order: query.order ?? orderFor(key.channel), limit: query.limit },
    );
    const { timeZone } = catalogue.location;
    return {
      status: 200,
      body: {
        asOf: localTime(toWire(now), timeZone),
        slots: slots.map(({ start, end, resourceIds }) => ({
          start: localTime(toWire(start), timeZone),
          end: localTime(toWire(end), timeZone),
          resources: resourceIds,
        })),
      },
    };
  },
});
