import { expect, test } from 'vitest';
import { minuteMs } from '@holdfast/domain/instant';
import { channels } from '@holdfast/protocol/values';
import type { ServiceRow } from '@holdfast/protocol/rows';
import { guestLengthProblem } from './guest-length.ts';

const cut = { name: 'Cut', durationMinutes: 45 } as ServiceRow;
const lasting = (minutes: number) => ({ start: 0, end: minutes * minuteMs });

test('guests and their agents get a service for as long as it takes; the counter, staff\'s programs and imports decide themselves', () => {
  const problems = (...asked: [ReturnType<typeof lasting>, ServiceRow | null, number?]) => channels.filter((channel) => guestLengthProblem(channel, ...asked) !== null);
  const guests = ['web', 'phone_ai', 'chat_ai'];
  expect(problems(lasting(45), cut)).toEqual([]);
  expect(problems(lasting(46), cut)).toEqual(guests);
  expect(problems(lasting(1), cut)).toEqual(guests);
  expect(problems(lasting(45), null)).toEqual(guests);
  // What was agreed with them stays as long as that.
  expect(problems(lasting(90), cut, 90 * minuteMs)).toEqual([]);
  expect(problems(lasting(90), null, 90 * minuteMs)).toEqual([]);
  expect(problems(lasting(45), cut, 90 * minuteMs)).toEqual(guests);
});

test('each says what to do', () => {
  const said = (...asked: [ReturnType<typeof lasting>, ServiceRow | null, number?]) => guestLengthProblem('web', ...asked);
  expect(said(lasting(60), cut)).toMatchObject({ reason: 'policy_forbids', detail: 'Cut takes 45 minutes. Leave out `end`.' });
  expect(said(lasting(60), null)).toMatchObject({ detail: 'Guests book a service. Name one.' });
  expect(said(lasting(60), cut, 0)).toMatchObject({ detail: 'The counter decides how long this takes. Leave out `end`.' });
});
