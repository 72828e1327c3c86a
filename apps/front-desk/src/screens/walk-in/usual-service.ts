import type { ServiceRow } from '@holdfast/protocol/rows';

/** The service last booked on this device if it is still offered, else the first. */
export function usualService(services: readonly ServiceRow[], lastUsed: string | null): string | null {
  return (services.find((service) => service.id === lastUsed) ?? services[0])?.id ?? null;
}
