import { useMemo } from 'react';
import type { Floor } from './booking/slot-plan.ts';
import { useCatalogue, useDesk } from './desk-context.tsx';

/** The rooms and people and what occupies them, for proposals and drag targets. */
export function useFloor(): Floor {
  const desk = useDesk();
  const { location, resources, services } = useCatalogue();
  return useMemo(() => ({ location, resources, services, busy: (resourceId, within) => desk.busy(resourceId, within) }), [desk, location, resources, services]);
}
