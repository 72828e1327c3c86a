import { z } from 'zod';
import type { HoldRow } from '@holdfast/protocol/rows';
import { uuid } from '@holdfast/protocol/values';
import { readHistory, type HistoryRow } from '../../bookings/history-sql.ts';
import { readLiveHolds } from '../../holds/hold-sql.ts';
import { router, terminalProcedure } from './procedures.ts';

export const holdsRouter = router({
  /** What is held at this location right now, the first to run out first. */
  live: terminalProcedure.query(async ({ ctx }): Promise<{ holds: HoldRow[] }> => {
    const { server, terminal } = ctx;
    return { holds: await readLiveHolds(server.db, terminal.tenantNo, terminal.locationId) };
  }),

  history: terminalProcedure
    .input(z.object({ holdId: uuid }))
    .query(async ({ ctx, input }): Promise<{ entries: HistoryRow[] }> => {
      const { server, terminal } = ctx;
      return { entries: await readHistory(server.db, terminal.tenantNo, terminal.locationId, input.holdId) };
    }),
});
