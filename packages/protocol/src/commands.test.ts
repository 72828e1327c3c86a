import { commandsPerSubmitMax } from './protocol-version.ts';
import { describe, expect, test } from 'vitest';
import { command, commandKinds, submitInput } from './commands.ts';

const id = (last: number): string =>
  `01932c07-0000-7000-8000-${String(last).padStart(12, '0')}`;

const envelope = {
  id: id(1),
  seq: 1,
  schema: 1,
  locationId: id(2),
  actorId: id(3),
  channel: 'desk',
  sawVersion: 0,
  tappedAt: '2026-11-21T10:42:00.000Z',
};
const createArgs = {
  bookingId: id(4),
  serviceId: id(5),
  start: '2026-11-21T17:00:00Z',
  resourceIds: [id(6)],
  customer: { id: id(7), name: 'Chen' },
};
const create = (args: object = {}, over: object = {}) => ({
  ...envelope,
  kind: 'create_booking',
  args: { ...createArgs, ...args },
  ...over,
});
const pathsOf = (input: unknown): string[] =>
  (command.safeParse(input).error?.issues ?? []).map(({ path }) => path.join('.'));

describe('a command from outside', () => {
  test('reads what a desk sends, and gives it back unchanged', () => {
    expect(command.parse(create())).toEqual(create());
  });

  test('reads an id in capitals as the one that it is, wherever it stands', () => {
    const seen = [{ bookingId: id(4), version: 2 }];
    const edit = {
      ...envelope, kind: 'edit_series', dependsOn: id(8), supersedes: id(9),
      args: { seriesId: id(5), bookingId: id(4), scope: 'all', customer: { id: id(7), name: 'Chen' }, expectedVersions: seen, behindOwn: { commandIds: [id(8)], expectedVersions: seen } },
    };
    for (const each of [create(), edit]) {
      const inCapitals: unknown = JSON.parse(JSON.stringify(each).replaceAll(/01932c07/g, '01932C07'));
      expect(inCapitals).not.toEqual(each);
      expect(command.parse(inCapitals)).toEqual(each);
    }
  });

  test.each([
    ['emoji and every script in a name', { customer: { id: id(7), name: '👩‍🔧 Zoë Łukasiewicz 陳 دانا' } }],
    ['notes of 4 000 units', { notes: 'n'.repeat(4_000) }],
    ['many lines', { notes: 'a\nb\tc' }],
    ['an offset instead of Z', { start: '2026-11-21T18:00:00+01:00' }],
    ['a leap day', { start: '2028-02-29T09:00:00Z' }],
    ['no service', { serviceId: null }],
    ['no customer', { customer: null }],
    ['eight resources', { resourceIds: Array.from({ length: 8 }, (_, n) => id(n + 10)) }],
  ])('takes %s', (_, args) => {
    expect(pathsOf(create(args))).toEqual([]);
  });

  test.each([
    ['5 MB of notes', { notes: 'n'.repeat(5_000_000) }, 'args.notes'],
    ['NUL in notes', { notes: 'a\u0000b' }, 'args.notes'],
    ['NUL in a name', { customer: { id: id(7), name: 'Ch\u0000en' } }, 'args.customer.name'],
    ['a name of spaces', { customer: { id: id(7), name: '   ' } }, 'args.customer.name'],
    ['a name of 201 units', { customer: { id: id(7), name: 'n'.repeat(201) } }, 'args.customer.name'],
    ['a number as name', { customer: { id: id(7), name: 7 } }, 'args.customer.name'],
    ['an array as notes', { notes: ['a'] }, 'args.notes'],
    ['an id that is no uuid', { bookingId: '1 or 1=1' }, 'args.bookingId'],
    ['no id', { bookingId: undefined }, 'args.bookingId'],
    ['a time without offset', { start: '2026-11-21T17:00:00' }, 'args.start'],
    ['a date only', { start: '2026-11-21' }, 'args.start'],
    ['the 30th of February', { start: '2026-02-30T17:00:00Z' }, 'args.start'],
    ['hour 25', { start: '2026-11-21T25:00:00Z' }, 'args.start'],
    ['a time as number', { start: 1_763_744_400_000 }, 'args.start'],
    ['the year 1969', { start: '1969-12-31T23:00:00Z' }, 'args.start'],
    ['the year 2200', { start: '2200-01-01T00:00:00Z' }, 'args.start'],
    ['nine resources', { resourceIds: Array.from({ length: 9 }, (_, n) => id(n + 10)) }, 'args.resourceIds'],
  ])('refuses %s and names the field', (_, args, path) => {
    expect(pathsOf(create(args))).toEqual([path]);
  });

  test.each([
    ['an unknown kind', { kind: 'drop_table' }, 'kind'],
    ['an unknown schema version', { schema: 99 }, 'schema'],
    ['an unknown channel', { channel: 'fax' }, 'channel'],
    ['a sequence number of 0', { seq: 0 }, 'seq'],
    ['a sequence number of 1.5', { seq: 1.5 }, 'seq'],
    ['a negative cursor', { sawVersion: -1 }, 'sawVersion'],
    ['no arguments', { args: null }, 'args'],
  ])('refuses %s and names the field', (_, over, path) => {
    expect(pathsOf(create({}, over))).toEqual([path]);
  });

  test.each([null, 'create_booking', 7, [], {}])('refuses %j as a whole', (input) => {
    expect(command.safeParse(input).success).toBe(false);
  });

  test('drops fields it does not know instead of passing them on', () => {
    const parsed = command.parse(create({ isAdmin: true }, { tenantNo: 1 }));
    expect(parsed).toEqual(create());
  });
});

test('every kind with arguments can be read from the wire', () => {
  const readable = command.options.map((option) => option.shape.kind.value);
  expect(readable.toSorted()).toEqual(commandKinds.toSorted());
});

describe('a batch', () => {
  const batch = (commands: unknown[]) => ({ protocol: 1, outboxId: id(9), commands });

  test('an unreadable command does not make the batch unreadable', () => {
    expect(submitInput.safeParse(batch([create(), 'rubbish', null])).success).toBe(true);
  });

  test.each([
    ['none', 0, false],
    ['one', 1, true],
    ['as many as allowed', commandsPerSubmitMax, true],
    ['one too many', commandsPerSubmitMax + 1, false],
  ])('%s', (_, count, fine) => {
    expect(submitInput.safeParse(batch(Array.from({ length: count }, () => create()))).success).toBe(fine);
  });
});
