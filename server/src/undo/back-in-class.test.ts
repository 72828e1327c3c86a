import { classKey } from '@holdfast/domain/class-sharing';
import { toWire } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { BookingRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { mintTenantNo } from '../access/scope.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { at, calendar, catalogueOf, claim, hourService, resource, span } from '../availability/test-catalogue.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { backInClass } from './former-slot.ts';

const [studio, room, hall] = [resource(1, { capacity: 3, oneClassAtATime: true }), resource(2), resource(3, { capacity: 3, oneClassAtATime: true })];
const catalogue = catalogueOf([studio, room, hall], { services: [hourService, { ...hourService, id: 'yoga', isClass: true }] });

function booked(id: string, from: number, resourceIds = ['r1'], serviceId: string | null = 'hour'): BookingRow {
  const [start, end] = [toWire(at(from)), toWire(at(from + 1))];
  return { id, serviceId, resourceIds, start, end, occupiedStart: start, occupiedEnd: end } as BookingRow;
}
const moved = (before: BookingRow, after = before) => ({ before, after });
const keyAt = (from: number, ...ids: string[]) => classKey({ id: 'hour', isClass: true }, span(from, from + 1), ids.length > 0 ? ids : ['r1']);

/** Which of them are back in their class, and what was read for that: whose record, and which resources when. */
async function back(changes: Parameters<typeof backInClass>[1], claims: LiveClaim[] = [], givenUp: Record<string, string | null> = {}) {
  const read: unknown[] = [];
  const client = {
    query: ({ values: [, ids] }: { values: [number, string[]] }) => {
      read.push(ids);
      return Promise.resolve({ rows: ids.flatMap((id) => (id in givenUp ? [{ id, classKey: givenUp[id] }] : [])) });
    },
  };
  const look = (resourceNos: readonly number[], range: TimeRange) => {
    read.push([...resourceNos].toSorted((a, b) => a - b), range);
    return calendar(...claims)(resourceNos, range);
  };
  const context = { catalogue, tenantNo: mintTenantNo(1), locked: true, claims: look, read: (work: (on: typeof client) => unknown) => work(client) } as unknown as DecisionContext;
  return { ids: [...(await backInClass(context, changes))], read };
}

test('nothing is read of a class that is one, of what is no service, and where classes are not kept apart', async () => {
  expect(await back([moved(booked('a', 10, ['r1'], 'yoga')), moved(booked('b', 10, ['r1'], null)), moved(booked('c', 10, ['r2']))])).toEqual({ ids: [], read: [] });
});

test('one that was no class then is none now', async () => {
  expect(await back([moved(booked('a', 10))])).toEqual({ ids: [], read: [[1], span(10, 11), ['a']] });
});

test('it goes back where somebody of the class is still, where it was one when it left, or where all of it went', async () => {
  const [left, went] = [moved(booked('a', 10), booked('a', 13)), moved(booked('b', 10), booked('b', 14, ['r1', 'r2']))];
  expect((await back([left, went], [claim(1, 10, 11, { classKey: keyAt(10) })])).ids).toEqual(['a', 'b']);
  expect((await back([left, went], [], { a: keyAt(10), b: keyAt(12) })).ids).toEqual(['a']);
  expect((await back([left, went], [claim(1, 14, 15, { classKey: keyAt(14, 'r1', 'r2') })])).ids).toEqual(['b']);
  // Who gave up a place in a class elsewhere is not of one there now.
  expect((await back([left, went], [], { a: keyAt(13) })).ids).toEqual([]);
});

test('all that they had and have is looked at, one of them where classes are kept apart is enough', async () => {
  const { read } = await back([moved(booked('a', 12, ['r2']), booked('a', 10, ['r3', 'r2'])), moved(booked('b', 10, ['r2'])), moved(booked('c', 14))]);
  expect(read).toEqual([[1, 2, 3], span(10, 15), ['a', 'c']]);
});
