import type { SettingChange } from '../../desk.ts';
import { words } from '../../words/words.ts';

/** `holdSeconds.web` as people read it: “Hold seconds · web”. A weekday is called by its name. */
export function nameOfSetting(path: string): string {
  const parts = path.split('.').map((part, at, all) => weekday(part, all[at - 1]) ?? part.replaceAll('_', ' ').replaceAll(/(?<=[A-Za-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
  const text = parts.join(' · ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** ISO: 1 is Monday. */
function weekday(part: string, under: string | undefined): string | null {
  if (under !== 'openingHours' && under !== 'hours') return null;
  return words.settingsHistory.weekdays[Number(part) - 1] ?? null;
}

/** The value of a setting as people read it. Who a person is elsewhere is an id that nothing here is called by. */
export function valueOfNamed(name: string, value: unknown, names: ReadonlyMap<string, string>): string {
  if (name !== 'personId') return valueOfSetting(value, names);
  return value == null ? words.rules.nobodyElse : words.settingsHistory.somebodyElse;
}

/** A value as people read it; `names` by id, for what is called otherwise on screen. */
export function valueOfSetting(value: unknown, names: ReadonlyMap<string, string>): string {
  const { notSet, none, yes, no } = words.settingsHistory;
  if (value === null || value === undefined || value === '') return notSet;
  if (typeof value === 'boolean') return value ? yes : no;
  if (typeof value === 'string') return names.get(value) ?? value;
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return entriesOf(value, names);
  if (value.length === 0) return none;
  return isRange(value) ? value.join('–') : value.map((each: unknown) => valueOfSetting(each, names)).join(', ');
}

function entriesOf(value: object, names: ReadonlyMap<string, string>): string {
  return Object.entries(value).map(([name, each]: [string, unknown]) => `${nameOfSetting(name)}: ${valueOfSetting(each, names)}`).join('; ');
}

function isRange(value: unknown[]): boolean {
  return value.length === 2 && value.every((each) => typeof each === 'string' && /^\d\d:\d\d$/.test(each));
}

/** Who changed it and where, or by which way it came. */
export function whoOf({ actorName, terminalName, channel, kind, isNew }: Pick<SettingChange, 'actorName' | 'terminalName' | 'channel' | 'kind' | 'isNew'>): string {
  const { by, commandLine, serversCode } = words.settingsHistory;
  if (actorName !== null) return by(actorName, terminalName);
  // Nobody sat at the command line when it came in: the code was made there.
  if (channel === 'command_line' && kind === 'change_terminal' && isNew) return serversCode;
  return channel === 'command_line' ? commandLine : channel.replaceAll('_', ' ');
}
