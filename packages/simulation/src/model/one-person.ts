import { overlaps } from '@holdfast/domain/time-range';
import type { CalendarModel } from './calendar-model.ts';
import type { ModelClaim } from './calendar-records.ts';

/** Behind which resource somebody stands at a place. */
interface At {
  calendar: CalendarModel;
  resourceId: string;
}

/** Who works at two places is one person, as the models have it, or two of one name. */
export class OnePerson {
  readonly #here: At;
  readonly #there: At;
  /** Either way. */
  readonly #travelMs: number;
  #isOne = true;

  constructor(here: At, there: At, travelMs: number) {
    this.#here = here;
    this.#there = there;
    this.#travelMs = travelMs;
    this.#tie();
  }

  /** Null where they cannot be one: they would be wanted at two places at once. Else whether that is another rule than before. */
  become(isOne: boolean): boolean | null {
    if (isOne === this.#isOne) return false;
    if (isOne && this.#isWantedTwice()) return null;
    this.#isOne = isOne;
    if (isOne) this.#tie();
    else for (const { calendar, resourceId } of [this.#here, this.#there]) calendar.untie(resourceId);
    return true;
  }

  #tie(): void {
    const travelMs = this.#travelMs;
    this.#here.calendar.tie(this.#here.resourceId, { ...this.#there, travelMs });
    this.#there.calendar.tie(this.#there.resourceId, { ...this.#here, travelMs });
  }

  #isWantedTwice(): boolean {
    const wantedAt = ({ calendar, resourceId }: At): ModelClaim[] =>
      calendar.claims.filter((claim) => claim.resourceId === resourceId && claim.owner.kind !== 'block' && claim.yields === undefined && claim.ranOut !== true);
    return wantedAt(this.#here).some((one) =>
      wantedAt(this.#there).some((other) => overlaps({ start: one.start - this.#travelMs, end: one.end + this.#travelMs }, other)));
  }
}
