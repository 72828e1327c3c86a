import { minuteMs, toWire } from '@holdfast/domain/instant';
import type { BookingRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { mintTenantNo } from '../access/scope.ts';
import { at, catalogueOf, resource, span } from '../availability/test-catalogue.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { Elsewhere } from '../locations/catalogue.ts';
import { lateElsewhere } from './late-elsewhere.ts';

const doctor = resource(1, { kind: 'person' });
const room = resource(2);
const place = (resourceNo: number, locationId: string) => ({ resourceNo, locationId, travelMinutes: 0 });
const others: Record<number, Elsewhere[]> = { 1: [place(11, 'there'), place(12, 'far'), place(3, 'here')] };

function booked(from: number, to: number, over: Partial<BookingRow> = {}) {
  const [start, end] = [toWire(at(from)), toWire(at(to))];
  const row = { id: `b${from}`, serviceId: null, resourceIds: ['r1', 'r2'], start, end, occupiedStart: start, occupiedEnd: end, status: 'booked', ...over } as BookingRow;
  return { row, customerEmail: null };
}

/** What the person has at another place, as the database tells it; `given` from a quarter of an hour later on. */
const visit = (locationId: string, from: number, to: number, ways: Record<string, number> = {}) => ({
  locationId, locationName: `The ${locationId}`, ...span(from, to), givenStart: at(from) + 15 * minuteMs, givenEnd: at(to), ways,
  timeZone: 'UTC', bookingId: `${locationId} ${from}`, serviceId: null, resourceId: 'r11', resourceIds: ['r11'], toName: null, toPhone: null, toEmail: null, customerTimeZone: null, notice: null, lastTurn: 0, delays: [],
});

interface Day {
  here: ReturnType<typeof booked>[];
  elsewhere?: ReturnType<typeof visit>[];
  places?: typeof others;
  minutes?: number;
}

/** Late from ten o'clock on: what is told, as place and minutes late, and what the database was asked. */
async function late({ here, elsewhere = [], places = others, minutes = 45 }: Day): Promise<{ told: string[]; asked: unknown[] }> {
  const asked: unknown[] = [];
  const client = {
    query: ({ name, values: [, ...of] }: { name: string; values: unknown[] }) => {
      if (name !== 'lock-people') asked.push(of);
      return Promise.resolve({ rows: elsewhere });
    },
  };
  const context = {
    tenantNo: mintTenantNo(1), catalogue: catalogueOf([doctor, room], { elsewhere: places }), read: (work: (on: typeof client) => unknown) => work(client),
  } as unknown as DecisionContext;
  const found = await lateElsewhere(context, doctor, here, { from: at(10), minutes });
  return { told: found.listed.map(({ locationName, start, earliest }) => `${locationName} ${start.slice(11, 16)} from ${earliest.slice(11, 16)}`), asked };
}

test('whoever comes there waits as long as the person is late, after the way there', async () => {
  const { told, asked } = await late({ here: [booked(10, 11)], elsewhere: [visit('there', 12, 13, { here: 30 })] });
  // Ends at 11:45, is there at 12:15 and has to prepare for a quarter of an hour.
  expect(told).toEqual(['The there 12:15 from 12:30']);
  // Asked of the others' numbers alone, for a day beyond what is here.
  expect(asked).toEqual([[[11, 12], toWire(at(10)), toWire(at(35))]]);
  expect((await late({ here: [booked(10, 11)], elsewhere: [visit('there', 12, 13, { here: 30 })], minutes: 30 })).told).toEqual([]);
});

test('each place has its own way, and none where nobody said how far it is', async () => {
  const elsewhere = [visit('there', 12, 12.5, { here: 15 }), visit('far', 12.25, 13, { here: 45 })];
  expect((await late({ here: [booked(10, 11)], elsewhere })).told).toEqual(['The far 12:30 from 12:45']);
  expect((await late({ here: [booked(10, 11)], elsewhere: [visit('there', 11.5, 12)] })).told).toEqual(['The there 11:45 from 12:00']);
});

test('of a booking counts how long it has the person, not the room', async () => {
  const each = (r1: number, r2: number) => [{ resourceId: 'r2', start: toWire(at(10)), end: toWire(at(r2)) }, { resourceId: 'r1', start: toWire(at(10)), end: toWire(at(r1)) }];
  const elsewhere = [visit('there', 12, 13)];
  expect((await late({ here: [booked(10, 12, { occupiedByResource: each(11, 12) })], elsewhere })).told).toEqual([]);
  expect((await late({ here: [booked(10, 12, { occupiedByResource: each(12, 11) })], elsewhere })).told).toEqual(['The there 12:15 from 13:00']);
  // Of one that says nothing of them it is all that is occupied.
  expect((await late({ here: [booked(10, 12, { resourceIds: ['r2'] })], elsewhere })).told).toEqual(['The there 12:15 from 13:00']);
});

test('what is over makes nobody late, what goes on still does', async () => {
  const elsewhere = [visit('there', 10.5, 11)];
  expect((await late({ here: [booked(9, 10)], elsewhere })).told).toEqual([]);
  expect((await late({ here: [booked(9, 10, { status: 'in_service' })], elsewhere })).told).toEqual(['The there 10:45 from 11:00']);
  // A day beyond now, when all that is here should have ended.
  expect((await late({ here: [booked(8, 9, { status: 'in_service' })] })).asked).toEqual([[[11, 12], toWire(at(10)), toWire(at(34))]]);
});

test('who works nowhere else is not looked for; who has nothing left here is, and is late for nothing', async () => {
  expect(await late({ here: [booked(10, 11)], places: {} })).toEqual({ told: [], asked: [] });
  expect(await late({ here: [], elsewhere: [visit('there', 10.5, 11)] })).toEqual({ told: [], asked: [[[11, 12], toWire(at(10)), toWire(at(34))]] });
});
