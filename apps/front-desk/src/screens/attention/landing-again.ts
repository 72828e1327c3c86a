import { fromWire } from '@holdfast/domain/instant';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { BookingOnBoard } from '../../desk.ts';
import type { Landing } from '../day-board/landing.ts';

/** Where a refused move is to put its booking when it is asked for once more: what it left as it was stays as somebody else left it. */
export function landingAgain({ start: startsAt, end, resourceIds }: CommandArgs<'move_series'>, booking: Pick<BookingOnBoard, 'start' | 'end' | 'resourceIds'>): Landing {
  const start = fromWire(startsAt);
  return {
    start,
    end: end === undefined ? start + booking.end - booking.start : fromWire(end),
    resourceIds: [...(resourceIds.length === 0 ? booking.resourceIds : resourceIds)],
  };
}
