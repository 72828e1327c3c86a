import { dayOf } from '@holdfast/domain/opening-hours';
import type { TimeRange } from '@holdfast/domain/time-range';
import { useMemo } from 'react';
import type { Desk } from '../desk.ts';
import type { Floor } from './booking/slot-plan.ts';
import { useCatalogue, useDesk } from './desk-context.tsx';

/**
 * What occupies a resource, with a block counted once per lane: it takes the whole resource, while
 * `Desk.busy` names it once.
 */
function busyByLane(desk: Desk, capacity: number, zone: string, resourceId: string, within: TimeRange): readonly TimeRange[] {
  const busy = desk.busy(resourceId, within);
  if (capacity === 1) return busy;
  const days = new Set([dayOf(within.start, zone), dayOf(within.end, zone)]);
  const blocks = [...days]
    .flatMap((day) => desk.day(day).get().items)
    .filter((item) => item.kind === 'block' && !item.row.removed && item.certainty !== 'refused' && item.resourceIds.includes(resourceId));
  return [...busy, ...blocks.flatMap((block) => Array.from({ length: capacity - 1 }, () => block.occupied))];
}

/** The rooms and people and what occupies them, for proposals and drag targets. */
export function useFloor(): Floor {
  const desk = useDesk();
  const { location, resources } = useCatalogue();
  return useMemo(() => {
    const capacities = new Map(resources.map((resource) => [resource.id, resource.capacity]));
    return { location, resources, busy: (resourceId, within) => busyByLane(desk, capacities.get(resourceId) ?? 1, location.timeZone, resourceId, within) };
  }, [desk, location, resources]);
}
