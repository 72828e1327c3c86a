import { toWire } from '@holdfast/domain/instant';
import type { BookingRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { mintTenantNo } from '../access/scope.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { at, calendar, catalogueOf, claim, resource } from '../availability/test-catalogue.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { MessageLogged } from '../messages/message-sql.ts';
import { isLateNotice, withOffersInstead } from './notices-here.ts';

const catalogue = catalogueOf([resource(1, { kind: 'person' }), resource(2, { kind: 'person' })]);
const [start, end] = [toWire(at(14)), toWire(at(15))];
const row = { id: 'b1', serviceId: null, resourceIds: ['r1'], start, end, occupiedStart: start, occupiedEnd: end, status: 'booked' } as unknown as BookingRow;
const lateAt = { locationId: 'there', locationName: 'Harbour' };

function message(body: MessageLogged['body'] = {}, over: Partial<MessageLogged> = {}): MessageLogged {
  return {
    id: 'm1', kind: 'running_late', toName: null, toPhone: null, toEmail: null, subjectId: 'b1', status: 'queued', queuedAt: start, until: null, toldAt: null, toldBy: null,
    body: { lateAt, before: start, start: toWire(at(14.5)), lateResourceId: 'r1', ...body }, ...over,
  };
}

/** What is offered with each message, as `HH:MM who`; null where nothing is said of it. */
async function offered(messages: readonly MessageLogged[], { claims = [], rows = [row] }: { claims?: LiveClaim[]; rows?: BookingRow[] } = {}) {
  const asked: unknown[] = [];
  const client = {
    query: ({ values }: { values: unknown[] }) => {
      asked.push(values);
      return Promise.resolve({ rows: rows.map((each) => ({ row: each })) });
    },
  };
  const context = { tenantNo: mintTenantNo(1), catalogue, now: at(9), read: (work: (on: typeof client) => unknown) => work(client), claims: calendar(claim(1, 14, 15, { ownerId: 'b1' }), ...claims) } as unknown as DecisionContext;
  const answered = await withOffersInstead(context, messages);
  return { asked, told: answered.map(({ body }) => body.alternatives?.map((opening) => `${opening.start.slice(11, 16)} ${opening.resourceIds.join()}`) ?? null) };
}

test('only that somebody comes late from another location, as long as it is to tell', () => {
  expect(isLateNotice(message())).toBe(true);
  const others = [message({}, { status: 'sent' }), message({}, { status: 'stopped' }), message({ start }), message({ start: toWire(at(13)) }), { ...message(), body: { before: start, start: end } }, { ...message(), body: { lateAt } }];
  expect(others.map(isLateNotice)).toEqual([false, false, false, false, false, false]);
});

test('each says what is free instead, and the others stay as they are, in order', async () => {
  const { told, asked } = await offered([message({}, { status: 'sent' }), message(), { ...message(), body: { before: start, start: end } }]);
  expect(told).toEqual([null, ['14:00 r2', '14:30 r1', '15:00 r2'], null]);
  expect(asked).toEqual([[1, 'here', ['b1']]]);
});

test('times are told on the customer’s clock too, where that is another', async () => {
  const context = { tenantNo: mintTenantNo(1), catalogue, now: at(9), read: () => Promise.resolve(new Map([['b1', row]])), claims: calendar() } as unknown as DecisionContext;
  const clocks = async (customerTimeZone: string) => (await withOffersInstead(context, [message({ customerTimeZone })]))[0]?.body.alternatives?.[0]?.clocks?.customer.text;
  expect(await clocks('America/New_York')).toBe('Wed 2 Dec 2026, 09:00–10:00');
  expect(await clocks('Europe/London')).toBeUndefined();
});

test('time kept for an undo is in nobody’s way at the desk', async () => {
  const kept = claim(2, 14, 15, { ownerKind: 'hold' });
  expect((await offered([message()], { claims: [{ ...kept, yields: true }] })).told).toEqual([['14:00 r2', '14:30 r1', '15:00 r2']]);
  expect((await offered([message()], { claims: [kept] })).told).toEqual([['14:30 r1', '15:00 r2', '16:00 r1']]);
});

test('of a booking that is not here nothing is said, nor is it asked for where nobody is late', async () => {
  expect((await offered([message()], { rows: [] })).told).toEqual([null]);
  expect((await offered([message({}, { subjectId: null })])).told).toEqual([null]);
  expect((await offered([message({}, { status: 'sent' })])).asked).toEqual([]);
});
