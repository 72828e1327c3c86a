import { fromWire } from '@holdfast/domain/instant';
import { isDesk, type Channel } from '@holdfast/protocol/values';
import { localClock } from '../availability/local-clock.ts';
import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { readHold } from './hold-sql.ts';
import { notActive } from './not-active.ts';

/**
 * A hold lives its channel's time again, from now, so many times. A visitor or an agent who hesitates keeps time
 * from everybody else for at most three times what the channel gives (15 minutes on the public page); at the counter
 * there is a person to ask, who is interrupted more often, and a manager who can override: an hour.
 */
const extensionsMax = (channel: Channel): number => (isDesk(channel) ? 5 : 2);

export const extendHold: Handler<'extend_hold'> = async (context, { args }) => {
  const held = await readHold(context, args.holdId);
  if (!held) return refuse('not_found', 'There is no such hold at this location.');
  const { row, liveClaims, extensions } = held;
  if (row.status === 'expired' || (row.status === 'active' && liveClaims === 0))
    return refuse('hold_expired', 'This hold ran out. Ask for the time again.');
  if (row.status !== 'active') return notActive(row, `This hold was ${row.status}. Ask for the time again.`);
  if (row.purpose === 'undo') return refuse('policy_forbids', 'This time is kept for an undo, which has its own moment.');
  if (row.purpose === 'waitlist')
    return refuse('policy_forbids', 'An offer to somebody who waits keeps its deadline: others wait behind them.');
  const most = extensionsMax(row.channel);
  if (extensions >= most) {
    const clock = localClock(context.catalogue.location.timeZone, context.now);
    const until = fromWire(row.expiresAt);
    // To the second: in its last minute the minute alone has begun already.
    const second = String(Math.floor(until / 1_000) % 60).padStart(2, '0');
    return refuse('policy_forbids', `A hold of channel ${row.channel} is extended at most ${most} times. Confirm it before ${clock(until)}:${second}.`);
  }
  return {
    kind: 'apply',
    plan: {
      extendHold: { id: row.id, seconds: context.catalogue.policies.holds[row.channel].holdSeconds, claims: liveClaims },
      outcome: { status: 'committed', holdId: row.id },
    },
  };
};
