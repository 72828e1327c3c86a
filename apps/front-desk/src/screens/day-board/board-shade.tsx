import type { TimeRange } from '@holdfast/domain/time-range';
import type { ResourceRow } from '@holdfast/protocol/rows';
import type { Floor } from '../booking/slot-plan.ts';
import { topOf, type BoardScale } from './board-scale.ts';
import { roomFor, type Mover } from './landing.ts';

interface Props {
  floor: Floor;
  mover: Mover;
  visible: readonly { resource: ResourceRow; left: number }[];
  columnWidth: number;
  scale: BoardScale;
  /** When a column may be booked. */
  open(resourceId: string): readonly TimeRange[];
}

/** While a booking moves: where it has room. */
export function BoardShade({ floor, mover, visible, columnWidth, scale, open }: Props) {
  return (
    <div className="board-shade" aria-hidden="true">
      {visible.flatMap(({ resource, left }) =>
        roomFor(floor, mover, resource, scale.range, open(resource.id)).map((room) => (
          <div
            key={`${resource.id} ${room.start}`}
            className="board-room"
            style={{ left: left + 1, width: columnWidth - 2, top: topOf(scale, room.start), height: topOf(scale, room.end) - topOf(scale, room.start) }}
          />
        )),
      )}
    </div>
  );
}
