import { UsageError } from './command-arguments.ts';

/** A business of measuring data: which bookings it has follows from these numbers alone. */
export interface SeedShape {
  locations: number;
  /** Of each location. */
  resources: number;
}

/** Ten hours a day would leave no hour free; eight of twelve is a well booked house. */
export const bookedHoursPerDay = 8;
/** UTC; twelve hours: four groups of three, one of each group stays free. */
export const opensAtHour = 8;
export const closesAtHour = 20;
/** Days filled from the day of seeding on, before the past is: four weeks is how far ahead people book. */
export const daysAhead = 28;
/** Older than this nobody keeps a calendar, and reads of it would measure nothing real. */
const daysMax = 20 * 365;
const locationsMax = 1_000;
const resourcesMax = 500;
const bookingsMax = 20_000_000;

export const defaultShape: SeedShape = { locations: 50, resources: 40 };

/** Slug of the business with this shape. Seeding the same shape again adds to what is there. */
export const seedTenantSlug = ({ locations, resources }: SeedShape): string => `measuring-data-${locations}x${resources}`;
export const seedLocationSlug = (number: number): string => `measuring-${number}`;

/** How many bookings location `number` (from 1) has when the business has `bookings`. */
export function bookingsOfLocation({ locations }: SeedShape, bookings: number, number: number): number {
  return Math.floor(bookings / locations) + (number <= bookings % locations ? 1 : 0);
}

/**
 * The hours (0…11 from opening) that seeding never books on a resource (its place, from 0) of any location on day
 * `day` (0: the day of seeding): measurements book here, in the midst of the data. `seed-sql.ts` spells the same in SQL.
 */
export function freeHours(day: number, resource: number): number[] {
  const dayIndex = day >= 0 ? day : daysAhead - 1 - day;
  const free = 2 - ((resource + dayIndex) % 3);
  return [0, 3, 6, 9].map((group) => group + free);
}

/** Throws `UsageError` on sizes that cannot be made. */
export function checkSeedSize(shape: SeedShape, bookings: number): void {
  within('locations', shape.locations, 1, locationsMax);
  within('resources', shape.resources, 1, resourcesMax);
  within('bookings', bookings, 0, bookingsMax);
  const days = Math.ceil(bookingsOfLocation(shape, bookings, 1) / (shape.resources * bookedHoursPerDay));
  if (days > daysMax)
    throw new UsageError(
      `${bookings} bookings of ${shape.locations} locations with ${shape.resources} resources each would fill ${Math.round(days / 365)} years: use more --locations or --resources.`,
    );
}

function within(flag: string, value: number, min: number, max: number): void {
  if (!Number.isSafeInteger(value) || value < min || value > max)
    throw new UsageError(`--${flag} is a whole number from ${min} to ${max}.`);
}
