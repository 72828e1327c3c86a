import { expect, test } from 'vitest';
import { nameOfSetting, valueOfNamed, valueOfSetting, whoOf } from './setting-words.ts';

test.each([
  ['gridMinutes', 'Grid minutes'],
  ['holdSeconds.phone_ai', 'Hold seconds · phone ai'],
  ['openingHours.7', 'Opening hours · Sunday'],
  ['hours.1', 'Hours · Monday'],
  ['kinds.room.minimumGapMinutes', 'Kinds · room · minimum gap minutes'],
  ['level.1', 'Level · 1'],
  ['oneClassAtATime', 'One class at a time'],
])('%s is called %s', (path, said) => expect(nameOfSetting(path)).toBe(said));

test.each([
  [null, 'not set'],
  ['', 'not set'],
  [0, '0'],
  [true, 'yes'],
  [false, 'no'],
  [[], 'none'],
  [['room', 'person'], 'room, person'],
  [[['08:00', '12:00'], ['13:00', '22:00']], '08:00–12:00, 13:00–22:00'],
  [[{ date: '2026-12-25', hours: [], reason: 'Holiday' }], 'Date: 2026-12-25; Hours: none; Reason: Holiday'],
  ['0190a000', 'Maria'],
])('%j reads %s', (value, said) => expect(valueOfSetting(value, new Map([['0190a000', 'Maria']]))).toBe(said));

test.each([
  ['personId', null, 'Nobody elsewhere'],
  ['personId', '0190a000', 'Somebody elsewhere'],
  ['terminalId', '0190a000', 'Maria'],
])('%s %s reads %s', (name, value, said) => expect(valueOfNamed(name, value, new Map([['0190a000', 'Maria']]))).toBe(said));

const nobody = { actorName: null, terminalName: null, channel: 'command_line', kind: 'change_staff', isNew: true } as const;
test.each([
  [{ actorName: 'Amara', terminalName: 'Left' }, 'Amara at Left'],
  [{ actorName: 'Amara' }, 'Amara'],
  [{}, 'On the server’s command line'],
  [{ kind: 'change_terminal' as const }, 'With a code from the server’s command line'],
  [{ kind: 'change_terminal' as const, isNew: false }, 'On the server’s command line'],
  [{ channel: 'phone_ai' }, 'phone ai'],
])('who: %o is %s', (change, said) => expect(whoOf({ ...nobody, ...change })).toBe(said));
