import type { Step } from './gateway-steps.ts';

const manager = { who: 'manager', fate: 'straight' } as const;
const lesson = { ...manager, service: 3, resources: [], odd: false, party: null, customer: null, stays: false, decides: null, after: null };

/**
 * A class runs late in which two lessons lie across each other, while the second place is somebody's from half an hour
 * later on: there is room for both only where the first goes to the second place.
 */
export const lateLessons: Step[] = [
  { ...lesson, do: 'create', id: 0, at: 4 },
  { ...lesson, do: 'create', id: 1, at: 5 },
  { ...lesson, do: 'hold', id: 2, at: 5 },
  ...[3, 4, 5].map((id): Step => ({ ...lesson, do: 'hold', id, at: 7 })),
  { ...manager, do: 'release', hold: 2 },
  { ...manager, do: 'late', resource: 3, minutes: 30, at: 4 },
];

/**
 * Two lessons late in the day lie across each other and find two places only where an undo keeps them; a lesson before them
 * moves to where the first place is kept and the second is nobody's, and takes that one.
 */
export const lateBesideKept: Step[] = [
  { ...lesson, do: 'create', id: 0, at: 2 },
  { ...lesson, do: 'create', id: 1, at: 4 },
  { ...manager, do: 'cancel', booking: 0, version: null, behind: null, after: null },
  { ...lesson, do: 'create', id: 2, at: 6 },
  { ...lesson, do: 'create', id: 3, at: 7 },
  ...[4, 5].flatMap((id): Step[] => [
    { ...lesson, do: 'create', id, at: 8 },
    { ...manager, do: 'cancel', booking: 0, version: null, behind: null, after: null },
  ]),
  { ...manager, do: 'late', resource: 3, minutes: 30, at: 2 },
];
