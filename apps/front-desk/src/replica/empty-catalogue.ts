import type { Catalogue } from '../desk.ts';

/** What is shown before the first copy of the calendar arrived. */
export const emptyCatalogue: Catalogue = {
  location: { id: '', slug: '', name: '', timeZone: 'UTC', openingHours: {}, gridMinutes: 15 },
  resources: [],
  services: [],
  staff: [],
};
