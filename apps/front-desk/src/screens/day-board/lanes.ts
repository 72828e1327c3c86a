import type { TimeRange } from '@holdfast/domain/time-range';

export interface LaneItem extends TimeRange {
  key: string;
}

export interface Lane {
  lane: number;
  /** How many lanes the items that touch each other share. */
  lanes: number;
  /** How many lanes this item may fill, rightwards, without covering another. */
  span: number;
}

/**
 * Side by side for items of one column that overlap. Every item counts as at least `leastMs` long, because
 * that is how tall it is painted: a five-minute session must not hide the next one.
 */
export function layoutLanes(items: readonly LaneItem[], leastMs: number): Map<string, Lane> {
  const painted = items
    .map(({ key, start, end }) => ({ key, start, end: Math.max(end, start + leastMs) }))
    .sort((a, b) => a.start - b.start || b.end - a.end || (a.key < b.key ? -1 : 1));
  const placed = new Map<string, Lane>();
  let cluster: (LaneItem & { lane: number })[] = [];
  let clusterEnd = -Infinity;
  let laneEnds: number[] = [];

  const close = () => {
    for (const item of cluster) {
      let span = 1;
      while (item.lane + span < laneEnds.length && !cluster.some((other) => other.lane === item.lane + span && other.start < item.end && item.start < other.end)) span += 1;
      placed.set(item.key, { lane: item.lane, lanes: laneEnds.length, span });
    }
  };
  for (const item of painted) {
    if (item.start >= clusterEnd) {
      close();
      cluster = [];
      laneEnds = [];
      clusterEnd = -Infinity;
    }
    let lane = laneEnds.findIndex((end) => end <= item.start);
    if (lane === -1) lane = laneEnds.length;
    laneEnds[lane] = item.end;
    cluster.push({ ...item, lane });
    clusterEnd = Math.max(clusterEnd, item.end);
  }
  close();
  return placed;
}
