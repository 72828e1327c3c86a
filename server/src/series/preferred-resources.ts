import { takingPlace } from '@holdfast/domain/class-sharing';
import { byBoardOrder } from '@holdfast/domain/needs';
import type { ServiceRow } from '@holdfast/protocol/rows';
import { isRoomFor } from '../availability/conflicts.ts';
import { planSlot } from '../bookings/planned-slot.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import type { SeriesCalendar } from './series-calendar.ts';
import type { WantedOccurrence } from './wanted-occurrences.ts';

/**
 * Of each kind the service needs, the resources that are free for most of the occurrences that name none: a series
 * stays in one room as far as it can. Between equals the leftmost on the board. None when nobody is to be picked, and for
 * an occurrence at whose time a class of the service takes place: that one is filled first, wherever it is.
 */
export async function preferredResources(
  calendar: SeriesCalendar,
  { serviceId, partySize }: { serviceId: string | null; partySize: number },
  occurrences: readonly WantedOccurrence[],
): Promise<(occurrence: WantedOccurrence) => readonly string[]> {
  const { catalogue } = calendar.context;
  const service = serviceId === null ? undefined : catalogue.services.get(serviceId);
  const open: WantedOccurrence[] = [];
  for (const occurrence of occurrences)
    if (service && occurrence.resourceIds.length === 0 && !(await takesPlace(calendar, service, occurrence))) open.push(occurrence);
  if (!service || open.length === 0) return () => [];
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
  const anywhere = new Set(open);
  return (occurrence) => (anywhere.has(occurrence) ? preferred : []);
}

/** Whether somebody is in a class of the service at that time. */
async function takesPlace(calendar: SeriesCalendar, service: ServiceRow, { start, end }: WantedOccurrence): Promise<boolean> {
  if (service.isClass !== true) return false;
  const serving = [...calendar.context.catalogue.resources.values()].filter(({ kind }) => service.needs.includes(kind));
  const claims = await calendar.busy(serving, { start, end });
  return takingPlace(claims, { serviceId: service.id, resources: service.needs.length }, { start, end }).length > 0;
}
