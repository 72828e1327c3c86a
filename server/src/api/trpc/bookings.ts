import { z } from 'zod';
import { uuid } from '@holdfast/protocol/values';
import { readHistory, type HistoryRow } from '../../bookings/history-sql.ts';
import { router, terminalProcedure } from './procedures.ts';

export const bookingsRouter = router({
  history: terminalProcedure
    .input(z.object({ bookingId: uuid }))
    .query(async ({ ctx, input }): Promise<{ entries: HistoryRow[] }> => {
      const { server, terminal } = ctx;
      return {
        entries: await readHistory(server.db, terminal.tenantNo, terminal.locationId, input.bookingId),
      };
    }),
});
