import type { CommandArgs } from '@holdfast/protocol/commands';

type Waive = CommandArgs<'create_booking'>['waive'];

/** What was set aside before stays so: one wish may meet two rules. The newer reason stands for both. */
export function bothWaived(before: { waive?: Waive }, { waive }: { waive?: Waive }): { waive?: NonNullable<Waive> } {
  if (!waive || !before.waive) return waive ? { waive } : {};
  return { waive: { rules: [...new Set([...before.waive.rules, ...waive.rules])], reason: waive.reason } };
}
