import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { CommandArgs, CommandOf } from '@holdfast/protocol/commands';
import { at, claim } from '../availability/test-catalogue.ts';
import { createSeries } from './create-series.ts';
import { decidingOn, type SeriesInMemory } from './test-series.ts';

/** What stands in the plan of a series besides its times. */

const create = (args: Partial<CommandArgs<'create_series'>> = {}, { supersedes, ...over }: SeriesInMemory & { supersedes?: string } = {}) =>
  createSeries(decidingOn(over), {
    channel: 'phone_ai',
    ...(supersedes ? { supersedes } : {}),
    args: { seriesId: 's', serviceId: 'hour', start: '2026-12-02T11:00:00+01:00', rule: ' FREQ=DAILY;COUNT=2\n', resourceIds: ['r1'], customer: null, acceptance: 'all', ...args },
  } as CommandOf<'create_series'>);

test('the series stands with its rule and first start, and with whom it is for', async () => {
  const start = toWire(at(10));
  expect(await create()).toMatchObject({
    plan: { series: { series_id: 's', service_id: 'hour', rule: 'FREQ=DAILY;COUNT=2', starts_at: start, customer_id: null }, bookings: [{ columns: { customer_id: null } }, {}] },
  });
  expect(await create({ customer: { id: 'c', name: 'Chen' } })).toMatchObject({
    plan: { customer: { id: 'c', name: 'Chen' }, series: { customer_id: 'c' }, bookings: [{ columns: { customer_id: 'c' } }, { columns: { customer_id: 'c' } }] },
  });
});

test('each booking carries what was written on the series, and nothing where nothing was', async () => {
  const columns = { status: 'booked', version: 1, channel: 'phone_ai', series_id: 's', created_at: toWire(at(8)) };
  expect(await create()).toMatchObject({ plan: { bookings: [{ columns: { ...columns, title: null, notes: '' } }, {}] } });
  expect(await create({ title: 'Cello', notes: 'Brings a stand' })).toMatchObject({
    plan: { bookings: [{ columns: { ...columns, title: 'Cello', notes: 'Brings a stand' } }, { columns: { title: 'Cello', notes: 'Brings a stand' } }] },
  });
});

test('decided after a refusal, the refusal is settled', async () => {
  expect(await create({}, { supersedes: 'refused' })).toMatchObject({ plan: { settlesRefusal: 'refused' } });
  expect(await create()).not.toHaveProperty('plan.settlesRefusal');
});

test('it looks at the calendar of months, so it is decided under the lock; what is wrong with the rule is said without', async () => {
  expect(await create({}, { locked: false })).toEqual({ kind: 'lock' });
  expect(await create({ rule: 'FREQ=DAILY' }, { locked: false })).toMatchObject({ reason: 'invalid_rule' });
  expect(await create({ waive: { rules: ['orphan_gap'], reason: 'Regular' } }, { locked: false })).toMatchObject({ reason: 'policy_forbids' });
});

test('of two dates with one taken, the other is planned for who takes what is free', async () => {
  const answer = await create({ acceptance: 'free' }, { taken: [claim(1, 10, 11)] });
  expect(answer).toMatchObject({ plan: { claims: [{ start: toWire(at(34)), ownerKind: 'booking' }], outcome: { occurrences: [{ status: 'taken' }, { status: 'booked' }] } } });
  expect(answer).toHaveProperty('plan.bookings.length', 1);
});
