import { channels } from '@holdfast/protocol/values';
import { settingsSchema, type Settings } from './policies.ts';

/** What somebody wants to change: null puts a setting, or one channel's hold time, back to its default. */
export interface SettingsChange {
  [name: string]: unknown;
}

export type ReadChange = { kind: 'change'; change: SettingsChange } | { kind: 'problem'; problem: string };

/** Checks a change of settings; one plain sentence says what is wrong and what would do. */
export function readSettingsChange(given: unknown): ReadChange {
  if (typeof given !== 'object' || given === null || Array.isArray(given) || Object.keys(given).length === 0)
    return { kind: 'problem', problem: `Name what to change: ${settingNames.join(', ')}.` };
  for (const [name, value] of Object.entries(given)) {
    if (!(settingNames as string[]).includes(name))
      return { kind: 'problem', problem: `There is no setting "${name}". There are: ${settingNames.join(', ')}.` };
    if (value === null) continue;
    const parsed = settingsSchema.safeParse({ [name]: name === 'holdSeconds' ? withoutDefaults(value) : value });
    const issue = parsed.error?.issues[0];
    if (issue?.code === 'unrecognized_keys')
      return { kind: 'problem', problem: `There is no channel "${issue.keys[0]}". There are: ${channels.join(', ')}.` };
    if (issue) return { kind: 'problem', problem: `${issue.path.join('.')}: ${issue.message}` };
  }
  return { kind: 'change', change: given as SettingsChange };
}

const settingNames = Object.keys(settingsSchema.shape) as (keyof Settings)[];

/** Channels that go back to their default need no check but that of their name. */
function withoutDefaults(holdSeconds: unknown): unknown {
  if (typeof holdSeconds !== 'object' || holdSeconds === null) return holdSeconds;
  // A number that is always in bounds stands for "the default", so that an unknown channel is still found.
  return Object.fromEntries(Object.entries(holdSeconds).map(([channel, value]) => [channel, value ?? 60]));
}
