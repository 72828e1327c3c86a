import { expect, test } from 'vitest';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { EditableField } from '@holdfast/protocol/outcomes';
import type { SeriesDate } from '../../desk.ts';
import { concerned, listedVersions } from './concerned-dates.ts';

const date = (id: string, isToCome: boolean, keeps: EditableField[] = [], version = 1): SeriesDate => ({ booking: { id, version } as BookingRow, isToCome, keeps });
const ids = (dates: readonly SeriesDate[]) => dates.map(({ booking }) => booking.id);

test('what is to come stands before what is left alone, and only that is what was seen', () => {
  const all = concerned([date('over', false), date('a', true, [], 3), date('cancelled', false), date('b', true)], [], undefined);
  expect(ids(all.dates)).toEqual(['a', 'b', 'over', 'cancelled']);
  expect(all).toMatchObject({ changing: 2, keeping: 0, left: 2 });
  expect(listedVersions(all)).toEqual([{ bookingId: 'a', version: 3 }, { bookingId: 'b', version: 1 }]);
});

test('a date that keeps all that is edited does not change; one that keeps some of it does', () => {
  const dates = [date('a', true), date('own notes', true, ['notes']), date('own both', true, ['customer', 'notes'])];
  expect(concerned(dates, ['notes'], undefined)).toMatchObject({ changing: 1, keeping: 2 });
  expect(concerned(dates, ['customer', 'notes'], undefined)).toMatchObject({ changing: 2, keeping: 2 });
  // Kept is only what is edited.
  expect(concerned(dates, ['customer'], undefined)).toMatchObject({ changing: 2, keeping: 1, dates: [{ keeps: [] }, { keeps: [] }, { keeps: ['customer'] }] });
  expect(concerned(dates, [], undefined)).toMatchObject({ changing: 3, keeping: 0 });
});

test('listed again, those are marked that are no longer as they were listed', () => {
  const before = [{ bookingId: 'same', version: 1 }, { bookingId: 'edited', version: 1 }, { bookingId: 'cancelled', version: 1 }];
  const dates = [date('same', true), date('edited', true, [], 2), date('joined', true), date('cancelled', false, [], 2), date('over', false, [], 4)];
  const news = (seen: typeof before | undefined) => ids(concerned(dates, [], seen).dates.filter(({ isNews }) => isNews));
  expect(news(before)).toEqual(['edited', 'joined', 'cancelled']);
  expect(news(undefined)).toEqual([]);
});
