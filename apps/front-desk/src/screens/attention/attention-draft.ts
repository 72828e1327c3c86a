import type { AttentionCard } from '../../desk.ts';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { toldOnBoth } from '../both-clocks.tsx';

type Card = Pick<AttentionCard, 'wanted' | 'customer' | 'outcome'>;

export const whoOf = ({ customer, wanted }: Pick<Card, 'customer' | 'wanted'>): string => customer?.name ?? (wanted.title === '' ? words.walkInCustomer : wanted.title);

/** What is written to somebody whose wish was refused: with dates, and on their clock too where it differs. It may be read on another day. */
export function draftOf(card: Card, where: string, clock: Clock): string {
  const { wanted, customer, outcome } = card;
  const zone = customer?.timeZone;
  const { start, end } = wanted;
  if (start === null) return words.attention.draftAny(whoOf(card));
  const range = `${clock.date(start)} ${end === null ? clock.time(start) : clock.range(start, end)}`;
  const when = toldOnBoth(clock, range, { start, ...(end === null ? {} : { end }), zone });
  const offers = outcome.alternatives.map((alternative) => {
    const at = Date.parse(alternative.start);
    return toldOnBoth(clock, `${clock.date(at)} ${clock.time(at)}`, { start: at, zone });
  });
  return words.attention.draft(whoOf(card), where === '' ? when : `${when} ${where}`, words.attention.offersJoin(offers));
}
