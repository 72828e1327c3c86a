import { fromWire } from '@holdfast/domain/instant';
import type { ResourceRow } from '@holdfast/protocol/rows';
import type { Message } from '../../desk.ts';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { toldOnBoth } from '../both-clocks.tsx';
import { namesOf } from '../booking/booking-names.ts';

/** Somebody late from another location, as its customer is told of it. */
export interface LateThere {
  /** Who is late; '' where that is nobody here any more. */
  who: string;
  place: string;
  before: string;
  start: string;
  /** They come in time after all. */
  isInTime: boolean;
}

/** Null: a message about something else. */
export function lateThereOf({ before, start, lateAt, lateResourceId, customerTimeZone: zone }: Message['body'], clock: Clock, resources: readonly ResourceRow[]): LateThere | null {
  if (lateAt === undefined || before === undefined || start === undefined) return null;
  const told = (wire: string) => toldOnBoth(clock, clock.time(fromWire(wire)), { start: fromWire(wire), zone });
  return {
    who: namesOf(lateResourceId === undefined ? [] : [lateResourceId], resources),
    place: lateAt.locationName,
    before: told(before),
    start: told(start),
    isInTime: start <= before,
  };
}

export function saidOfLateThere({ who, place, before, start, isInTime }: LateThere): string {
  return isInTime ? words.toTell.inTime(who, before, start) : words.toTell.lateThere(who, place, before, start);
}

/** What may be sent to them, with what is free by the time and by who would see them: rooms say nothing to them. */
export function draftOfLateThere({ who, before, start, isInTime }: LateThere, { toName, body }: Pick<Message, 'toName' | 'body'>, clock: Clock, resources: readonly ResourceRow[]): string {
  const name = toName ?? words.toTell.nobodyNamed;
  if (isInTime) return words.toTell.inTimeDraft(name, who, start);
  const today = clock.date(fromWire(body.before ?? ''));
  const people = new Set(resources.filter(({ kind }) => kind === 'person').map(({ id }) => id));
  const offers = (body.alternatives ?? []).map((opening) => {
    const at = fromWire(opening.start);
    const ours = clock.date(at) === today ? clock.time(at) : `${clock.date(at)} ${clock.time(at)}`;
    return words.toTell.somebodyWith(toldOnBoth(clock, ours, { start: at, zone: body.customerTimeZone }), namesOf(opening.resourceIds.filter((id) => people.has(id)), resources));
  });
  return words.toTell.lateThereDraft(name, who, before, start, words.attention.offersJoin([...new Set(offers)]));
}
