import { minuteMs } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import { memo, useMemo } from 'react';
import type { Catalogue } from '../../desk.ts';
import type { Clock } from '../../words/clock.ts';
import { namesOf } from '../booking/booking-names.ts';
import { occupiedOn } from '../../occupation.ts';
import { BoardItemView } from './board-item.tsx';
import { topOf, type BoardScale } from './board-scale.ts';
import { ClassItemView } from './class-item.tsx';
import { ColumnHours } from './column-hours.tsx';
import type { BoardEntry } from './column-items.ts';
import { layoutLanes } from './lanes.ts';

/** No item is painted lower than this, px: one line of text. */
const leastHeight = 15;

/** When a column is off though the location is open, and why if it is the whole day. */
export interface ColumnOff {
  off: readonly TimeRange[];
  reason: string | null;
}

interface Props {
  resourceId: string;
  resourceName: string;
  catalogue: Catalogue;
  items: readonly BoardEntry[];
  hours: ColumnOff;
  scale: BoardScale;
  clock: Clock;
  left: number;
  width: number;
  selectedKey: string | null;
  focusKey: string | null;
}

export const BoardColumn = memo(function BoardColumn({ resourceId, resourceName, catalogue, items, hours, scale, clock, left, width, selectedKey, focusKey }: Props) {
  const lanes = useMemo(() => layoutLanes(items, (leastHeight / scale.pxPerMinute) * minuteMs), [items, scale]);
  return (
    <div className="board-column" role="group" aria-label={resourceName} style={{ left, width }}>
      <ColumnHours off={hours.off} reason={hours.reason} scale={scale} />
      {items.map((item) => {
        const lane = lanes.get(item.key) ?? { lane: 0, lanes: 1, span: 1 };
        const serviceId = item.kind === 'class' ? item.serviceId : item.kind === 'block' ? null : item.row.serviceId;
        const service = catalogue.services.find((candidate) => candidate.id === serviceId);
        const top = topOf(scale, item.start);
        const bottom = topOf(scale, item.end);
        const common = {
          resourceId,
          clock,
          serviceName: service?.name ?? null,
          colour: service?.colour ?? 0,
          top,
          height: Math.max(leastHeight, bottom - top),
          left: `${(lane.lane / lane.lanes) * 100}%`,
          width: `${(lane.span / lane.lanes) * 100}%`,
          selected: item.key === selectedKey,
          focusable: item.key === focusKey,
        };
        if (item.kind === 'class') return <ClassItemView key={item.key} item={item} {...common} alsoIn={namesOf(item.besides, catalogue.resources)} />;
        return (
          <BoardItemView
            key={item.key}
            item={item}
            {...common}
            resources={catalogue.resources}
            alsoIn={item.resourceIds.length < 2 ? '' : namesOf(item.resourceIds.filter((id) => id !== resourceId), catalogue.resources)}
            before={item.kind === 'booking' ? top - topOf(scale, occupiedOn(item, resourceId).start) : 0}
            after={item.kind === 'booking' ? topOf(scale, occupiedOn(item, resourceId).end) - bottom : 0}
          />
        );
      })}
    </div>
  );
});
