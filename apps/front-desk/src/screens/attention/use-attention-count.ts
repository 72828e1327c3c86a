import { useDesk, useReadable } from '../desk-context.tsx';

/** How many commands wait for a decision, refused or granted in part. */
export function useAttentionCount(): number {
  const desk = useDesk();
  return useReadable(desk.attention).length + useReadable(desk.shortfalls).length;
}
