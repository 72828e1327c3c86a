import { channels } from '@holdfast/protocol/values';
import { expect, test } from 'vitest';
import { hasRole, policiesOf, settingsSchema } from './policies.ts';

test('agents hold for 3 minutes, the web for 5, the counter for 10, unless the business says otherwise', () => {
  const plain = policiesOf({});
  expect(plain.holds.phone_ai.holdSeconds).toBe(180);
  expect(plain.holds.chat_ai.holdSeconds).toBe(180);
  expect(plain.holds.web.holdSeconds).toBe(300);
  expect(plain.holds.desk.holdSeconds).toBe(600);
  expect(plain.holds.walk_in.holdSeconds).toBe(600);
  const own = policiesOf({ holdSeconds: { web: 120 }, alternativeSeconds: 90 });
  expect(own.holds.web).toEqual({ holdSeconds: 120, alternativesHeld: 1, alternativeSeconds: 90 });
  expect(own.holds.desk).toEqual({ holdSeconds: 600, alternativesHeld: 3, alternativeSeconds: 90 });
});

test('exceptions are a manager\'s, vacated time is kept for half a minute, who waits is asked in order', () => {
  expect(policiesOf(null)).toMatchObject({
    squeezeRole: 'manager', waiveRole: 'manager', undoSeconds: 30, waitlist: 'in_order', waitlistOfferSeconds: 900, waitlistLapses: 3,
  });
  expect(policiesOf({ squeezeRole: 'staff', undoSeconds: 0, waitlist: 'all' })).toMatchObject({
    squeezeRole: 'staff', waiveRole: 'manager', undoSeconds: 0, waitlist: 'all',
  });
});

test('each channel has times of its own, also where the business has decided one', () => {
  const { holds } = policiesOf({ holdSeconds: { web: 120 } });
  expect(holds.api).toEqual({ holdSeconds: 300, alternativesHeld: 1, alternativeSeconds: 60 });
  // Nobody waits on the line for an import.
  expect(holds.import).toEqual({ holdSeconds: 600, alternativesHeld: 0, alternativeSeconds: 60 });
  expect(Object.keys(holds).toSorted()).toEqual([...channels].toSorted());
});

test('settings that are none at all are the defaults', () => {
  for (const settings of [undefined, 'manager', 7]) expect(policiesOf(settings)).toEqual(policiesOf({}));
});

test('one setting that cannot be read takes no other with it', () => {
  const { squeezeRole, undoSeconds, waitlistOfferSeconds } = policiesOf({ squeezeRole: 'boss', ofAnotherVersion: 1, undoSeconds: 10, waitlistOfferSeconds: -1 });
  expect([squeezeRole, undoSeconds, waitlistOfferSeconds]).toEqual(['manager', 10, 900]);
});

test.each([
  [{ holdSeconds: { web: 4 } }, 'Give at least 5 seconds.'],
  [{ holdSeconds: { web: 3_601 } }, 'Give at most 3600 seconds.'],
  [{ undoSeconds: 0.5 }, 'Give whole seconds from 0 to 300.'],
  [{ squeezeRole: 'boss' }, 'Use one of: staff, manager.'],
  [{ waitlistLapses: 0 }, 'Give at least 1.'],
  [{ waitlistLapses: 21 }, 'Give at most 20.'],
  [{ waitlistLapses: 1.5 }, 'Give a whole number from 1 to 20.'],
  [{ waitlist: 'lottery' }, 'Use one of: in_order, all.'],
])('%j is refused in plain words', (settings, message) => {
  expect(settingsSchema.safeParse(settings).error?.issues[0]?.message).toBe(message);
});

test('a manager may do what staff may, and nobody\'s role is enough for nothing', () => {
  expect([hasRole('manager', 'staff'), hasRole('staff', 'staff'), hasRole('staff', 'manager'), hasRole(null, 'staff')]).toEqual([true, true, false, false]);
});
