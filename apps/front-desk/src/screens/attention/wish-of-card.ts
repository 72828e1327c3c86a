import type { AttentionCard } from '../../desk.ts';
import { knownAs, type JoinWish } from '../waitlist/join-dialog.tsx';

/** Whoever wanted a time for a service may wait for another; somebody whose booking stands has no need to. */
export function canWait({ kind, wanted }: AttentionCard): boolean {
  return (kind === 'create_booking' || kind === 'confirm_hold' || kind === 'place_hold') && wanted.serviceId !== null;
}

export function wishOf({ commandId, wanted, customer }: AttentionCard): JoinWish {
  return {
    ...(wanted.start === null ? {} : { start: wanted.start }),
    ...(wanted.end === null ? {} : { end: wanted.end }),
    serviceId: wanted.serviceId,
    ...(customer === null ? {} : { who: knownAs(customer) }),
    supersedes: commandId,
  };
}
