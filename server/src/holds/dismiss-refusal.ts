import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { readStoredOutcome } from '../commands/stored-outcome.ts';

/** A person takes none of the alternatives. The decision is in the record; what was held goes back on sale. */
export const dismissRefusal: Handler<'dismiss_refusal'> = async ({ read, tenantNo }, { args }) => {
  const stored = await read((client) => readStoredOutcome(client, tenantNo, args.refusedCommandId));
  if (stored?.outcome.status !== 'refused')
    return refuse('not_found', 'There is no refused command with this id.');
  return {
    kind: 'apply',
    plan: { settlesRefusal: args.refusedCommandId, outcome: { status: 'committed' } },
  };
};
