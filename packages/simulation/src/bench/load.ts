export interface LoadResult {
  perSecond: number;
  latenciesMs: number[];
  refused: number;
}

/** `clients` at once, each one call after the other for `seconds`; `submit` answers whether it was committed. */
export async function load(
  { clients, seconds }: { clients: number; seconds: number },
  submit: (client: number, turn: number) => Promise<boolean>,
): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  let refused = 0;
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let turn = 0; performance.now() < until; turn++) {
        const sentAt = performance.now();
        if (!(await submit(client, turn))) refused++;
        latenciesMs.push(performance.now() - sentAt);
      }
    }),
  );
  const took = (performance.now() - startedAt) / 1_000;
  return { perSecond: latenciesMs.length / took, latenciesMs, refused };
}
