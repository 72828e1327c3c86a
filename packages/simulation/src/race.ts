import type { TimeRange } from '@holdfast/domain/time-range';

/** What one racer got. */
export type RaceResult =
  | { kind: 'won'; span: TimeRange }
  | { kind: 'lost'; alternatives: number; held: number }
  | { kind: 'fault'; error: unknown };

export interface RaceTally {
  rounds: number;
  attempts: number;
  winners: number;
  /** Rounds with more than one winner: double bookings. */
  roundsSoldTwice: number;
  /** Rounds that nobody won. */
  roundsUnsold: number;
  losersWithoutAlternatives: number;
  losersWithHeldAlternative: number;
  faults: unknown[];
  latenciesMs: number[];
}

/**
 * `racers` start together for the same slot, `rounds` times. Works on anything that sells: the gateway
 * over SQL, the same over HTTP, and the control that checks and then inserts.
 */
export async function race(options: {
  rounds: number;
  racers: number;
  attempt: (round: number, racer: number) => Promise<RaceResult>;
  afterRound?: (round: number) => Promise<void>;
}): Promise<RaceTally> {
  const tally: RaceTally = {
    rounds: options.rounds,
    attempts: 0,
    winners: 0,
    roundsSoldTwice: 0,
    roundsUnsold: 0,
    losersWithoutAlternatives: 0,
    losersWithHeldAlternative: 0,
    faults: [],
    latenciesMs: [],
  };
  for (let round = 0; round < options.rounds; round++) {
    const results = await Promise.all(
      Array.from({ length: options.racers }, async (_, racer): Promise<RaceResult> => {
        const startedAt = performance.now();
        try {
          return await options.attempt(round, racer);
        } catch (error) {
          return { kind: 'fault', error };
        } finally {
          tally.latenciesMs.push(performance.now() - startedAt);
        }
      }),
    );
    count(tally, results);
    await options.afterRound?.(round);
  }
  return tally;
}

function count(tally: RaceTally, results: readonly RaceResult[]): void {
  const winners = results.filter(({ kind }) => kind === 'won').length;
  tally.attempts += results.length;
  tally.winners += winners;
  if (winners > 1) tally.roundsSoldTwice++;
  if (winners === 0) tally.roundsUnsold++;
  for (const result of results) {
    if (result.kind === 'fault') tally.faults.push(result.error);
    if (result.kind === 'lost' && result.alternatives === 0) tally.losersWithoutAlternatives++;
    if (result.kind === 'lost' && result.held > 0) tally.losersWithHeldAlternative++;
  }
}
