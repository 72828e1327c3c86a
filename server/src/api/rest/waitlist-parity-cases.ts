import { randomUUID } from 'node:crypto';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { ParityCases, Situation } from './parity-cases.ts';

/** A hold's further life, and the waitlist: see parity-cases.ts. */

const unknown = '00000000-0000-4000-8000-00000000dead';

const joining = ({ world, at }: Situation, more: object = {}): CommandArgs<'join_waitlist'> => ({
  entryId: randomUUID(),
  serviceId: world.services.hour,
  from: at('09:00'),
  to: at('18:00'),
  resourceIds: [],
  customer: { id: randomUUID(), name: 'Ana' },
  ...more,
});

async function joined(s: Situation): Promise<string> {
  const args = joining(s);
  await s.world.submit('join_waitlist', args);
  return args.entryId;
}

async function offered(s: Situation): Promise<string> {
  const entryId = await joined(s);
  await s.world.submit('offer_waitlist', { entryId, holdId: randomUUID(), start: s.at('10:00'), resourceIds: [] });
  return entryId;
}

export const waitlistParityCases: Pick<
  ParityCases,
  'extend_hold' | 'override_hold' | 'join_waitlist' | 'leave_waitlist' | 'offer_waitlist' | 'accept_offer' | 'decline_offer'
> = {
  extend_hold: [
    { name: 'a live one', answer: 'committed', ask: async (s) => ({ holdId: await s.hold(0, '10:00') }) },
    {
      name: 'one that was given back',
      answer: 'hold_not_active',
      async ask(s) {
        const holdId = await s.hold(0, '10:00');
        await s.world.submit('release_hold', { holdId });
        return { holdId };
      },
    },
    {
      name: 'one that was extended five times',
      answer: 'policy_forbids',
      async ask(s) {
        const holdId = await s.hold(0, '10:00');
        await s.alter('update hold set extensions = 5 where hold_id = $1', [holdId]);
        // Alike in both worlds: the answer says until when it stands.
        await s.alter(`update hold set expires_at = '2027-06-01T10:00:00Z' where hold_id = $1`, [holdId]);
        await s.alter(`update claim set expires_at = '2027-06-01T10:00:00Z' where owner_id = $1`, [holdId]);
        return { holdId };
      },
    },
  ],
  override_hold: [
    {
      name: "somebody's held time",
      answer: { manager: 'committed', staff: 'policy_forbids' },
      ask: async (s) => ({ holdId: await s.hold(0, '10:00'), newHoldId: randomUUID(), reason: 'Emergency' }),
    },
    { name: 'one that is not there', answer: { manager: 'not_found', staff: 'policy_forbids' }, ask: () => ({ holdId: unknown, newHoldId: randomUUID(), reason: 'x' }) },
  ],
  join_waitlist: [
    { name: 'for any room', answer: 'committed', ask: (s) => joining(s) },
    { name: 'for a window too short', answer: 'invalid_times', ask: (s) => joining(s, { to: s.at('09:30') }) },
    { name: 'for a doctor', answer: 'unsuitable_resource', ask: (s) => joining(s, { resourceIds: [s.world.doctor] }) },
    { name: 'twice', answer: 'already_exists', ask: async (s) => joining(s, { entryId: await joined(s) }) },
  ],
  leave_waitlist: [
    { name: 'while waiting', answer: 'committed', ask: async (s) => ({ entryId: await joined(s), reason: 'Found another' }) },
    { name: 'with an offer in hand', answer: 'committed', ask: async (s) => ({ entryId: await offered(s) }) },
    {
      name: 'twice',
      answer: 'illegal_status',
      async ask(s) {
        const entryId = await joined(s);
        await s.world.submit('leave_waitlist', { entryId });
        return { entryId };
      },
    },
  ],
  offer_waitlist: [
    { name: 'a free hour', answer: 'committed', ask: async (s) => ({ entryId: await joined(s), holdId: randomUUID(), start: s.at('10:00'), resourceIds: [s.room(0)] }) },
    {
      name: 'an hour that is booked',
      answer: 'slot_taken',
      ask: async (s) => (await s.book(0, '10:00'), { entryId: await joined(s), holdId: randomUUID(), start: s.at('10:00'), resourceIds: [s.room(0)] }),
    },
    { name: 'before their window', answer: 'invalid_times', ask: async (s) => ({ entryId: await joined(s), holdId: randomUUID(), start: s.at('08:00'), resourceIds: [] }) },
    { name: 'to somebody who has one', answer: 'illegal_status', ask: async (s) => ({ entryId: await offered(s), holdId: randomUUID(), start: s.at('12:00'), resourceIds: [] }) },
  ],
  accept_offer: [
    { name: 'in time', answer: 'committed', ask: async (s) => ({ entryId: await offered(s), bookingId: randomUUID() }) },
    { name: 'with nothing offered', answer: 'illegal_status', ask: async (s) => ({ entryId: await joined(s), bookingId: randomUUID() }) },
  ],
  decline_offer: [
    { name: 'in time', answer: 'committed', ask: async (s) => ({ entryId: await offered(s) }) },
    { name: 'with nothing offered', answer: 'illegal_status', ask: async (s) => ({ entryId: await joined(s) }) },
    { name: 'another offer', answer: 'illegal_status', ask: async (s) => ({ entryId: await offered(s), holdId: randomUUID() }) },
  ],
};
