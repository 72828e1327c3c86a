import type { CommandArgs } from '@holdfast/protocol/commands';
import type { EditableField } from '@holdfast/protocol/outcomes';
import type { SeriesDate } from '../../desk.ts';

/** A date of a series before it is edited or cancelled. */
export interface ConcernedDate extends SeriesDate {
  /** Somebody changed it since it was listed the last time. */
  isNews: boolean;
}

export interface Concerned {
  /** Those to come, then those that are left alone; each by start. */
  dates: readonly ConcernedDate[];
  /** How many would change, how many keep something of their own, and how many are left alone. */
  changing: number;
  keeping: number;
  left: number;
}

type Seen = CommandArgs<'cancel_series'>['expectedVersions'];

/** What would become of each date. `fields`: what is edited, none where all is cancelled. `before`: at which versions they were listed the last time. */
export function concerned(dates: readonly SeriesDate[], fields: readonly EditableField[], before: Seen): Concerned {
  const known = before && new Map(before.map(({ bookingId, version }) => [bookingId, version]));
  const told = dates.map((date): ConcernedDate => {
    const version = known?.get(date.booking.id);
    // One that was left alone then is not among them; it is news when it is to come after all.
    const isNews = known !== undefined && (version === undefined ? date.isToCome : version !== date.booking.version);
    return { ...date, keeps: date.keeps.filter((field) => fields.includes(field)), isNews };
  });
  const toCome = told.filter(({ isToCome }) => isToCome);
  return {
    dates: [...toCome, ...told.filter(({ isToCome }) => !isToCome)],
    changing: toCome.filter(({ keeps }) => keeps.length === 0 || keeps.length < fields.length).length,
    keeping: toCome.filter(({ keeps }) => keeps.length > 0).length,
    left: told.length - toCome.length,
  };
}

/** At which versions those were that the command is about: another counter may change them before it arrives. */
export function listedVersions({ dates }: Concerned): NonNullable<Seen> {
  return dates.filter(({ isToCome }) => isToCome).map(({ booking: { id, version } }) => ({ bookingId: id, version }));
}
