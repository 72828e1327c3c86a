import { byBoardOrder } from '@holdfast/domain/needs';
import { isRoomFor } from '../availability/conflicts.ts';
import { planSlot } from '../bookings/planned-slot.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import type { SeriesCalendar } from './series-calendar.ts';
import type { WantedOccurrence } from './wanted-occurrences.ts';

/**
 * Of each kind the service needs, the resources that are free for most of the occurrences that name none: a series
 * stays in one room as far as it can. Between equals the leftmost on the board. None when nobody is to be picked.
 */
export async function preferredResources(
  calendar: SeriesCalendar,
  { serviceId, partySize }: { serviceId: string | null; partySize: number },
  occurrences: readonly WantedOccurrence[],
): Promise<string[]> {
  const { catalogue } = calendar.context;
  const service = serviceId === null ? undefined : catalogue.services.get(serviceId);
  const open = occurrences.filter(({ resourceIds }) => resourceIds.length === 0);
  if (!service || open.length === 0) return [];
  const preferred: string[] = [];
  for (const kind of new Set(service.needs)) {
    const ranked: { resource: CatalogueResource; free: number }[] = [];
    for (const resource of [...catalogue.resources.values()].filter((each) => each.kind === kind && !each.archived)) {
      let free = 0;
      for (const { start, end } of open) {
        const { spans, occupied } = planSlot(catalogue, { service, range: { start, end }, resources: [resource], partySize });
        if (isRoomFor(await calendar.busy([resource], occupied), spans)) free += 1;
      }
      ranked.push({ resource, free });
    }
    ranked.sort((a, b) => b.free - a.free || byBoardOrder(a.resource, b.resource));
    const needed = service.needs.filter((need) => need === kind).length;
    preferred.push(...ranked.slice(0, needed).map(({ resource }) => resource.id));
  }
  return preferred;
}
