import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { at, catalogueOf, resource } from '../availability/test-catalogue.ts';
import { wantedOccurrences } from './wanted-occurrences.ts';

const house = catalogueOf([resource(1)]);
const day = 24;
const wanted = (args: Partial<CommandArgs<'create_series'>> = {}) =>
  wantedOccurrences(house, { serviceId: 'hour', start: toWire(at(10)), rule: 'FREQ=DAILY;COUNT=3', resourceIds: ['r1'], ...args });
const said = (args: Partial<CommandArgs<'create_series'>>): string => {
  const answer = wanted(args);
  return 'kind' in answer ? `${answer.reason}: ${answer.detail}` : 'fine';
};
const plain = (hour: number, over: object = {}) => ({ occurrence: at(hour), start: at(hour), end: at(hour + 1), resourceIds: ['r1'], skip: false, ...over });

test('each start that the rule gives, as long as the service and where it was asked for', () => {
  expect(wanted()).toEqual([plain(10), plain(10 + day), plain(10 + 2 * day)]);
});

test('as long as the first one when it says its end, with a service or without', () => {
  const longer = [10, 10 + day].map((hour) => plain(hour, { end: at(hour + 1.5) }));
  expect(wanted({ end: toWire(at(11.5)), rule: 'FREQ=DAILY;COUNT=2' })).toEqual(longer);
  expect(wanted({ end: toWire(at(11.5)), rule: 'FREQ=DAILY;COUNT=2', serviceId: null })).toEqual(longer);
});

test('what is changed of one changes nothing of the others', () => {
  const [first, second, third] = [10, 10 + day, 10 + 2 * day];
  const changes = [
    { occurrence: toWire(at(second)), start: toWire(at(second + 3)), resourceIds: ['r2'] },
    { occurrence: toWire(at(third)), skip: true },
  ];
  expect(wanted({ changes })).toEqual([
    plain(first),
    { occurrence: at(second), start: at(second + 3), end: at(second + 4), resourceIds: ['r2'], skip: false },
    plain(third, { skip: true }),
  ]);
});

const first = toWire(at(10));
test.each<[string, Partial<CommandArgs<'create_series'>>, string]>([
  ['a service that is not there', { serviceId: 'gone' }, 'not_found: There is no such service at this location.'],
  ['no service and no end', { serviceId: null }, 'invalid_times: Without a service, say when it ends: give `end`.'],
  ['a rule without an end', { rule: 'FREQ=DAILY' }, 'invalid_rule: The rule never ends: add COUNT, e.g. COUNT=24, or UNTIL.'],
  ['one occurrence changed twice', { changes: [{ occurrence: first, skip: true }, { occurrence: '2026-12-02T11:00:00+01:00' }] }, 'invalid_rule: One occurrence is changed twice: say it once.'],
  ['an occurrence that is none', { changes: [{ occurrence: toWire(at(11)), skip: true }] }, 'invalid_rule: The rule gives no occurrence at 2026-12-02T11:00:00.000Z: name those to change by the start it gives them.'],
  ['nothing left', { rule: 'FREQ=DAILY;COUNT=1', changes: [{ occurrence: first, skip: true }] }, 'invalid_rule: Every occurrence is left out: nothing would be booked.'],
])('%s is refused in words', (_, args, answer) => {
  expect(said(args)).toBe(answer);
});
