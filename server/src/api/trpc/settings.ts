import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { changedValues, readSettingHistory, type ChangedValue, type SettingChanged } from '../../locations/setting-history.ts';
import { readSettingsChange } from '../../locations/settings-change.ts';
import { putSettings, readPolicies } from '../../locations/settings-sql.ts';
import { settingsView, type SettingsView } from '../../locations/settings-view.ts';
import { managerProcedure, router } from './procedures.ts';

export const settingsRouter = router({
  read: managerProcedure.query(
    async ({ ctx }): Promise<SettingsView> => settingsView(await readPolicies(ctx.server.db, ctx.terminal.tenantNo)),
  ),

  /** What is named is changed for the whole business, what is left out stays; answers what holds then. */
  change: managerProcedure
    .input(z.unknown())
    .mutation(async ({ ctx, input }): Promise<SettingsView> => {
      const read = readSettingsChange(input);
      if (read.kind === 'problem') throw new TRPCError({ code: 'BAD_REQUEST', message: read.problem });
      const by = { channel: 'desk', actorId: ctx.staff.staffId, terminalId: ctx.terminal.terminalId } as const;
      await putSettings(ctx.server.db, ctx.terminal.tenantNo, read.change, by);
      ctx.server.freedTime.notice();
      return settingsView(await readPolicies(ctx.server.db, ctx.terminal.tenantNo));
    }),

  /** Who changed what the location decides by: settings, hours, resources, services, staff; and who may come in. Newest first. */
  history: managerProcedure
    .input(z.object({ newerThan: z.int().min(0).optional() }).optional())
    .query(async ({ ctx, input }): Promise<{ changes: (SettingChanged & { values: ChangedValue[] })[] }> => {
      const { tenantNo, locationId } = ctx.terminal;
      const changes = await readSettingHistory(ctx.server.db, tenantNo, { locationId, limit: 200, newerThan: input?.newerThan });
      return { changes: changes.map((changed) => ({ ...changed, values: changedValues(changed) })) };
    }),
});
