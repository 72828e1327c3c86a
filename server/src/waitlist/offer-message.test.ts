import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import { at, catalogueOf } from '../availability/test-catalogue.ts';
import { waitlistMessage } from './offer-message.ts';
import { waiting } from './test-waiting.ts';

const opening = { holdId: 'h', start: toWire(at(10)), end: toWire(at(11)), resourceIds: ['r1'] };
const house = catalogueOf([]);
const addressed = {
  to_name: 'Chen', to_phone: '+44 7700 900123', to_email: 'a@example.org', subject_id: 'a', message_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
};
const slot = { entryId: 'a', serviceId: 'hour', start: opening.start, end: opening.end, resourceIds: ['r1'], timeZone: 'UTC', customerTimeZone: null };

test('an offer says who, what and when, and where to answer', () => {
  expect(waitlistMessage('waitlist_offer', waiting('a'), opening, house)).toEqual({
    ...addressed, kind: 'waitlist_offer', body: { ...slot, holdId: 'h', link: '/book/here/offers/a/h' },
  });
});

test('who was too late is told what is gone, and given no way in', () => {
  expect(waitlistMessage('waitlist_taken', waiting('a'), opening, house)).toEqual({ ...addressed, kind: 'waitlist_taken', body: slot });
});

test('whoever lives by another clock is told both', () => {
  const { body } = waitlistMessage('waitlist_offer', waiting('a', { customerTimeZone: 'Asia/Tokyo' }), opening, house);
  expect(body).toMatchObject({
    timeZone: 'UTC', customerTimeZone: 'Asia/Tokyo',
    clocks: { location: { text: 'Wed 2 Dec 2026, 10:00–11:00' }, customer: { text: 'Wed 2 Dec 2026, 19:00–20:00' } },
  });
});
