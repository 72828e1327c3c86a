import type { Poke } from '@holdfast/protocol/sync';

/** Tells listeners that a location's feed moved. A hint only: losing one costs a second, never correctness. */
export interface FeedWatch {
  /** Calls back with the newest head, also once at the start; returns the way to stop. */
  watch(tenantNo: number, locationId: string, onHead: (poke: Poke) => void): () => void;
  /** After a commit on this node. */
  moved(tenantNo: number, locationId: string, head: number): void;
  close(): void;
}
