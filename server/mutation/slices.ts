/** Environment variable: the slice whose tests a run of Stryker may use. */
export const sliceVariable = 'HOLDFAST_MUTATION_SLICE';

/** A slice that decides: the files to mutate, and the tests that have to notice. */
export interface Slice {
  mutate: readonly string[];
  tests: readonly string[];
}

const gateway = ['src/commands/gateway.pg.test.ts', 'src/commands/gateway-edges.pg.test.ts'];

function sliceOf(folder: string, ...tests: string[]): Slice {
  return {
    // Queries decide nothing, and Stryker knows no SQL: the tests on PostgreSQL run them whole.
    mutate: [`src/${folder}/*.ts`, `!src/${folder}/*-sql.ts`, `!src/${folder}/*.test.ts`, `!src/${folder}/*-world.ts`, `!src/${folder}/test-*.ts`],
    tests: [`src/${folder}/*.test.ts`, ...tests],
  };
}

/**
 * Each slice is held to its own tests. Those without PostgreSQL take milliseconds a mutant, a file with it half a
 * second, so everybody's tests for every mutant would take a day.
 */
export const slices: Readonly<Record<string, Slice>> = {
  availability: sliceOf('availability', ...gateway),
  blocks: sliceOf('blocks'),
  bookings: sliceOf('bookings', ...gateway),
  // Who goes when is tested without PostgreSQL, what each is answered with it; of what comes too late and what is decided
  // again, the tests stand with the commands that it happens to.
  gateway: {
    mutate: ['src/commands/commit-groups.ts', 'src/commands/location-gateway.ts', 'src/commands/registry.ts'],
    tests: [
      'src/commands/commit-groups.test.ts', 'src/commands/commit-groups.pg.test.ts', 'src/commands/registry.test.ts',
      'src/commands/gateway-answers.pg.test.ts', 'src/commands/refused-beside-others.pg.test.ts', 'src/commands/told-row.pg.test.ts', ...gateway,
      'src/api/rest/own-alternative.pg.test.ts', 'src/availability/squeeze-in.pg.test.ts', 'src/commands/decided-again.pg.test.ts', 'src/commands/house-chooses.pg.test.ts',
      'src/series/series-raced.pg.test.ts', 'src/undo/keep-several.pg.test.ts',
    ],
  },
  holds: sliceOf('holds', ...gateway, 'src/availability/squeeze-in.pg.test.ts', 'src/bookings/customer-rule.pg.test.ts', 'src/series/series-rule.pg.test.ts'),
  policies: { mutate: ['src/locations/policies.ts'], tests: ['src/locations/policies.test.ts'] },
  refusals: {
    mutate: ['src/commands/plan-refusal.ts', 'src/commands/coming-claims.ts'],
    tests: [
      'src/commands/coming-claims.test.ts', 'src/commands/plan-refusal.test.ts', 'src/commands/refused-beside-others.pg.test.ts', 'src/holds/hold-refusals.pg.test.ts', ...gateway,
      'src/api/rest/own-alternative.pg.test.ts', 'src/holds/held-for.pg.test.ts', 'src/series/series-raced.pg.test.ts', 'src/undo/keep-several.pg.test.ts',
    ],
  },
  'running-late': sliceOf('running-late'),
  series: sliceOf('series'),
  // What takes back several bookings at once is tested where several are changed at once, what was told elsewhere where it is told.
  undo: sliceOf('undo', 'src/running-late/at-two-places.pg.test.ts', 'src/running-late/run-late.pg.test.ts', 'src/running-late/told-there.pg.test.ts'),
  waitlist: sliceOf('waitlist'),
  'who-may': {
    mutate: ['src/commands/blank-reason.ts', 'src/commands/who-may.ts'],
    tests: ['src/commands/blank-reason.test.ts', 'src/commands/who-may.test.ts'],
  },
};
