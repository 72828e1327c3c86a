import { minuteMs } from '@holdfast/domain/instant';
import { memo, useMemo } from 'react';
import type { BoardItem, Catalogue } from '../../desk.ts';
import type { Clock } from '../../words/clock.ts';
import { namesOf } from '../booking/booking-names.ts';
import { BoardItemView } from './board-item.tsx';
import { topOf, type BoardScale } from './board-scale.ts';
import { layoutLanes } from './lanes.ts';

/** No item is painted lower than this, px: one line of text. */
export const leastHeight = 15;

interface Props {
  resourceId: string;
  resourceName: string;
  catalogue: Catalogue;
  items: readonly BoardItem[];
  scale: BoardScale;
  clock: Clock;
  left: number;
  width: number;
  selectedKey: string | null;
  focusKey: string | null;
}

export const BoardColumn = memo(function BoardColumn({ resourceId, resourceName, catalogue, items, scale, clock, left, width, selectedKey, focusKey }: Props) {
  const lanes = useMemo(() => layoutLanes(items, (leastHeight / scale.pxPerMinute) * minuteMs), [items, scale]);
  return (
    <div className="board-column" role="group" aria-label={resourceName} style={{ left, width }}>
      {items.map((item) => {
        const lane = lanes.get(item.key) ?? { lane: 0, lanes: 1, span: 1 };
        const service = item.kind === 'block' ? undefined : catalogue.services.find((candidate) => candidate.id === item.row.serviceId);
        const top = topOf(scale, item.start);
        const bottom = topOf(scale, item.end);
        return (
          <BoardItemView
            key={item.key}
            item={item}
            resourceId={resourceId}
            clock={clock}
            serviceName={service?.name ?? null}
            colour={service?.colour ?? 0}
            alsoIn={item.resourceIds.length < 2 ? '' : namesOf(item.resourceIds.filter((id) => id !== resourceId), catalogue.resources)}
            top={top}
            height={Math.max(leastHeight, bottom - top)}
            left={`${(lane.lane / lane.lanes) * 100}%`}
            width={`${(lane.span / lane.lanes) * 100}%`}
            before={item.kind === 'booking' ? top - topOf(scale, item.occupied.start) : 0}
            after={item.kind === 'booking' ? topOf(scale, item.occupied.end) - bottom : 0}
            selected={item.key === selectedKey}
            focusable={item.key === focusKey}
          />
        );
      })}
    </div>
  );
});
