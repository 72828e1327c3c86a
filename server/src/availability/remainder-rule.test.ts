import { expect, test } from 'vitest';
import { planSlot } from '../bookings/planned-slot.ts';
import { mintTenantNo } from '../access/scope.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { LiveClaim } from './claim-sql.ts';
import { judgesRemainders, remainderProblem } from './remainder-rule.ts';
import { at, calendar, catalogueOf, claim, hourService, resource, span } from './test-catalogue.ts';

const rooms = [resource(1), resource(2), resource(3, { kind: 'class' })];
const catalogue = catalogueOf(rooms, { location: { gridMinutes: 30, kinds: { room: { shortestSellableMinutes: 60 } } } });

async function problem(from: number, claims: LiveClaim[], { of = catalogue } = {}): Promise<string | null> {
  const [resources, now] = [rooms.slice(0, 1), at(0)];
  const context = { catalogue: of, now, claims: calendar(...claims), tenantNo: mintTenantNo(1), role: 'staff', locked: true } as unknown as DecisionContext;
  const slot = planSlot(of, { service: null, range: span(from, from + 1), resources, partySize: 1 });
  return remainderProblem(context, slot, { channel: 'desk' });
}

test('judged is what one of the kinds asks for, but not an import, nor where the rule is set aside', () => {
  const waive = { rules: ['orphan_gap' as const], reason: 'Regular' };
  expect(judgesRemainders(catalogue, 'web', ['class', 'room'], {})).toBe(true);
  expect(judgesRemainders(catalogue, 'web', ['class'], {})).toBe(false);
  expect(judgesRemainders(catalogue, 'import', ['room'], {})).toBe(false);
  expect(judgesRemainders(catalogue, 'web', ['room'], { waive })).toBe(false);
});

test('every remainder is named, and the nearest starts that leave none', async () => {
  expect(await problem(10, [claim(1, 8, 9.5), claim(1, 11.5, 12)])).toBe(
    'Room 1 would have 30 minutes left from 09:30 to 10:00; Room 1 would have 30 minutes left from 11:00 to 11:30: too short to sell. '
    + 'Nearest starts that leave none: 09:30, 10:30.',
  );
});

test('what is kept free around a booking has to fit in as well, and is named', async () => {
  const kinds = { room: { shortestSellableMinutes: 60, minimumGapMinutes: 10 } };
  const gaps = catalogueOf(rooms, { location: { gridMinutes: 30, kinds } });
  expect(await problem(11, [claim(1, 8, 10)], { of: gaps })).toBe(
    'Room 1 would have 60 minutes left from 10:00 to 11:00: too short to sell with the 10 minutes kept free around a booking. '
    + 'Nearest starts that leave none: 11:30, 10:00.',
  );
  expect(await problem(11.5, [claim(1, 8, 10)], { of: gaps })).toBe(null);
  const cleaned = { ...hourService, cleanupMinutes: 30 };
  expect(await problem(11.5, [claim(1, 8, 10)], { of: catalogueOf(rooms, { location: { gridMinutes: 30, kinds }, services: [cleaned] }) })).toContain('with the 40 minutes');
});

test('where no start leaves none, none is named', async () => {
  expect(await problem(10, [claim(1, -48, 9.5), claim(1, 11, 72)])).toMatch(/too short to sell\.$/);
});

test('what lies a day away is known when starts are named', async () => {
  // All of this day is taken but for the hour and a half in question, and the first hour of the next.
  const full = [claim(1, -48, 9.5), claim(1, 11, 18), claim(1, 32, 33)];
  expect(await problem(10, full)).toContain('Nearest starts that leave none: 2026-12-03 09:00, 2026-12-03 10:00.');
});
