import { toWire } from '@holdfast/domain/instant';
import { expect, test } from 'vitest';
import { at, span } from '../availability/test-catalogue.ts';
import type { BookingElsewhere, Delay, LateAt, LateNotice } from './elsewhere-sql.ts';
import { earliestStart, takeBackElsewhere, tellElsewhere } from './tell-elsewhere.ts';

const lateAt: LateAt = { locationId: 'here', locationName: 'Riverside', resourceId: 'r1', day: '2026-12-02' };

/** From twelve to one with a quarter of an hour of preparation, as its staff have it. */
function visit(over: Partial<BookingElsewhere> = {}): BookingElsewhere {
  return {
    locationId: 'there', locationName: 'Harbour', timeZone: 'UTC', bookingId: 'b1', serviceId: 'hour', resourceId: 'r11', resourceIds: ['r11', 'room'],
    ...span(11.75, 13), given: span(12, 13), toName: 'Zoe', toPhone: '+44 7700 900333', toEmail: null, customerTimeZone: null, notice: null, lastTurn: 0, delays: [], ways: {}, ...over,
  };
}
type Said = LateNotice & { turn: number };
const noticeOf = (turn: number, before: number, start: number, by: Partial<LateAt> = {}): Said => ({ turn, before: toWire(at(before)), start: toWire(at(start)), lateAt: { ...lateAt, ...by } });
/** What such a notice says by itself. */
const delayOf = ({ before, start, lateAt: by }: LateNotice): Delay => ({ given: before < start ? before : start, start, lateAt: by });
const after = (notice: Said, ...others: LateNotice[]) => visit({ notice, lastTurn: notice.turn, delays: [notice, ...others].map(delayOf) });
const told = (booking: BookingElsewhere, reachedAt: number | null) => tellElsewhere([booking], reachedAt === null ? [] : [{ elsewhere: booking, reachedAt: at(reachedAt) }], lateAt);
/** What is told of it as `before→start` in hours, null where nothing is. */
const change = (booking: BookingElsewhere, reachedAt: number | null) => {
  const [message] = told(booking, reachedAt);
  if (!message) return null;
  const { before, start, turn } = message.body as { before: string; start: string; turn: number };
  return `${before.slice(11, 16)}→${start.slice(11, 16)} (${turn})`;
};

test('it can begin when they are there and have prepared', () => {
  expect(earliestStart({ elsewhere: visit(), reachedAt: at(12.25) })).toBe(at(12.5));
});

test('its staff are told whom, from what to what, and who is late where', () => {
  const [message, ...more] = told(visit(), 12.25);
  expect(more).toEqual([]);
  expect(message).toEqual({
    message_id: expect.any(String), location_id: 'there', kind: 'running_late', subject_id: 'b1', to_name: 'Zoe', to_phone: '+44 7700 900333', to_email: null,
    body: {
      bookingId: 'b1', serviceId: 'hour', before: toWire(at(12)), start: toWire(at(12.5)), end: toWire(at(13.5)), resourceIds: ['r11', 'room'], lateResourceId: 'r11',
      lateAt, delay: { given: toWire(at(12)), start: toWire(at(12.5)), lateAt }, turn: 1, timeZone: 'UTC', customerTimeZone: null,
    },
  });
  expect(told(visit({ toName: null, toPhone: null }), 12.25)).toHaveLength(1);
  expect(told(visit(), null)).toEqual([]);
});

test('whoever lives by another clock is told on it, too', () => {
  expect(told(visit({ customerTimeZone: 'America/New_York' }), 12.25)[0]?.body).toMatchObject({ customerTimeZone: 'America/New_York', clocks: { customer: { text: 'Wed 2 Dec 2026, 07:30–08:30' } } });
  expect(told(visit({ customerTimeZone: 'Europe/London' }), 12.25)[0]?.body).not.toHaveProperty('clocks');
});

test('what is known already is not told again; later and less late are, from when it is booked', () => {
  const notice = noticeOf(3, 12, 12.5);
  expect(change(after(notice), 12.25)).toBeNull();
  expect(change(after(notice), 12.5)).toBe('12:00→12:45 (4)');
  expect(change(after(notice), 12)).toBe('12:00→12:15 (4)');
});

test('in time after all is told from when they were told to come, once', () => {
  expect(change(after(noticeOf(3, 12, 12.5)), null)).toBe('12:30→12:00 (4)');
  expect(change(after(noticeOf(4, 12.5, 12)), null)).toBeNull();
  expect(change(after(noticeOf(4, 12.5, 12)), 12.25)).toBe('12:00→12:30 (5)');
});

test('where it was put to another time since, what was told before says nothing', () => {
  expect(change(after(noticeOf(3, 10, 14)), null)).toBeNull();
  expect(change(after(noticeOf(3, 10, 14)), 12.25)).toBe('12:00→12:30 (4)');
});

test.each([{ resourceId: 'r2' }, { day: '2026-12-01' }])('a delay of %o stands beside this one: the later start counts', (by) => {
  const notice = noticeOf(1, 12, 12.5, by);
  expect(change(after(notice), null)).toBeNull();
  // Known to be as late, and remembered: it may be the delay that is left.
  expect(told(after(notice), 12)[0]?.body).toMatchObject({ start: notice.start, lateAt: by, delay: { start: toWire(at(12.25)), lateAt } });
  expect(change(after(noticeOf(2, 12, 12.5, by), noticeOf(1, 12, 12.25)), 12)).toBeNull();
  expect(change(after(notice), 12.5)).toBe('12:00→12:45 (2)');
  expect(told(after(noticeOf(2, 12, 13), notice), null)[0]?.body).toMatchObject({ start: notice.start, lateAt: by, delay: { start: toWire(at(12)) } });
});

test('each of several is judged by itself', () => {
  const [late, inTime, known] = [visit(), visit({ bookingId: 'b2', ...span(15, 16), given: span(15, 16) }), { ...after(noticeOf(1, 12, 12.5)), bookingId: 'b3' }];
  const messages = tellElsewhere([late, inTime, known], [late, known].map((elsewhere) => ({ elsewhere, reachedAt: at(12.25) })), lateAt);
  expect(messages.map(({ subject_id }) => subject_id)).toEqual(['b1']);
});

test('taken back is what it changed: to what counts without it, by whoever is late then', () => {
  const [late, later] = [noticeOf(1, 12, 12.5, { resourceId: 'other' }), noticeOf(2, 12, 13)];
  const backTo = (remains: LateNotice | null, notice: Said, ...stay: LateNotice[]) =>
    takeBackElsewhere([{ ...visit({ notice, lastTurn: notice.turn, delays: stay.map(delayOf) }), remains }]).map(({ body }) => {
      const { before, start, turn, takesBack, lateAt: by } = body as { before: string; start: string; turn: number; takesBack: true; lateAt: LateAt };
      return [`${before.slice(11, 16)}→${start.slice(11, 16)} (${turn})`, by.resourceId, takesBack];
    });
  const back = (notice: Said, ...stay: LateNotice[]) => backTo(stay.at(-1) ?? null, notice, ...stay);
  expect(back(later)).toEqual([['13:00→12:00 (3)', 'r1', true]]);
  expect(back(later, late)).toEqual([['12:00→12:30 (3)', 'other', true]]);
  expect(back(later, noticeOf(1, 12, 12.25), late)).toEqual([['12:00→12:30 (3)', 'other', true]]);
  // Another one counts as it did, or the booking was put elsewhere since.
  expect(back(later, later)).toEqual([]);
  expect(back(noticeOf(2, 9, 10))).toEqual([]);
  expect(back(later, noticeOf(1, 9, 14))).toEqual([['13:00→12:00 (3)', 'r1', true]]);
  // What remains was said of a delay that is no more.
  expect(backTo(later, noticeOf(3, 12, 12.5), late)).toEqual([['12:00→12:30 (4)', 'other', true]]);
  expect(backTo(later, noticeOf(3, 13, 12))).toEqual([['13:00→12:00 (4)', 'r1', true]]);
});
