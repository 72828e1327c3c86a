import { z } from 'zod';
import { operation } from './operation.ts';
import { locationView, reference, resourceView, serviceView } from './schemas.ts';

const atLocation = z.strictObject({ location: reference });

export const placeOperations = [
  operation({
    id: 'listLocations',
    method: 'GET',
    path: '/locations',
    summary: 'The locations of this key',
    answers: { status: 200, schema: z.object({ locations: z.array(locationView) }) },
    async handle(_, { key }) {
      return { status: 200, body: { locations: key.locations.map(({ id, slug, name, timeZone }) => ({ id, slug, name, timeZone })) } };
    },
  }),

  operation({
    id: 'listServices',
    method: 'GET',
    path: '/services',
    summary: 'What a location sells',
    query: atLocation,
    answers: { status: 200, schema: z.object({ services: z.array(serviceView) }) },
    async handle({ places }, { key, query }) {
      const { services } = await places.named(key, query.location);
      const offered = services.values().filter(({ archived }) => !archived);
      return {
        status: 200,
        body: {
          services: Array.from(offered, ({ id, slug, name, durationMinutes, preparationMinutes, cleanupMinutes, needs, noShowPolicy = null }) => ({
            id,
            slug,
            name,
            durationMinutes,
            preparationMinutes,
            cleanupMinutes,
            needs,
            noShowPolicy,
          })),
        },
      };
    },
  }),

  operation({
    id: 'listResources',
    method: 'GET',
    path: '/resources',
    summary: 'What a location can be booked with',
    query: atLocation,
    answers: { status: 200, schema: z.object({ resources: z.array(resourceView) }) },
    async handle({ places }, { key, query }) {
      const { resources } = await places.named(key, query.location);
      const inUse = resources.values().filter(({ archived }) => !archived);
      return {
        status: 200,
        body: { resources: Array.from(inUse, ({ id, slug, name, kind, capacity }) => ({ id, slug, name, kind, capacity })) },
      };
    },
  }),
];
