import { z } from 'zod';
import { changeRules, type RulesAnswer } from '../../locations/change-rules.ts';
import { policiesOf } from '../../locations/policies.ts';
import { readRuleRows } from '../../locations/rules-sql.ts';
import { rulesView, type RulesView } from '../../locations/rules-view.ts';
import { readPolicies } from '../../locations/settings-sql.ts';
import { settingsView, type SettingsView } from '../../locations/settings-view.ts';
import { managerProcedure, router } from './procedures.ts';

/** All that a manager may set for this location and for the business. Hours are apart. */
export interface RulesRead extends RulesView {
  business: { now: SettingsView; defaults: SettingsView };
}

const named = z.record(z.string(), z.unknown());
const asked = z.object({
  of: z.enum(['business', 'kind', 'resource', 'service', 'travel']),
  subject: z.string().max(200).optional(),
  change: named,
  expected: named.optional(),
  confirmed: z.boolean().optional(),
});

export const rulesRouter = router({
  /** Null: the location is gone. */
  read: managerProcedure.query(async ({ ctx: { server, terminal } }): Promise<RulesRead | null> => {
    const [rows, policies] = await Promise.all([
      readRuleRows(server.db, terminal.tenantNo, terminal.locationId),
      readPolicies(server.db, terminal.tenantNo),
    ]);
    return rows && { ...rulesView(rows), business: { now: settingsView(policies), defaults: settingsView(policiesOf({})) } };
  }),

  /** What is named is changed, what is left out stays. That it cannot be is an answer, in words for people. */
  change: managerProcedure.input(asked).mutation(async ({ ctx: { server, terminal, staff }, input }): Promise<RulesAnswer> => {
    const by = { channel: 'desk', actorId: staff.staffId, terminalId: terminal.terminalId } as const;
    const answer = await changeRules(server.db, { tenantNo: terminal.tenantNo, locationId: terminal.locationId, by }, input);
    // Who waits may have room now.
    if (answer.status === 'changed') server.freedTime.notice();
    return answer;
  }),
});
