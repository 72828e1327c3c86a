import type { ResourceRow } from '@holdfast/protocol/rows';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { changeHours, readHours } from '../locations/change-hours.ts';
import { readRules } from '../locations/hours-sql.ts';
import { localTime } from '../locations/local-time.ts';
import { readTimetable, type Timetable, type TimetableSeen } from '../locations/timetable.ts';
import type { Rules, Touches } from '../locations/touched-by-hours.ts';
import { requireLocation, UsageError, type Answer, type Call } from './command-arguments.ts';
import { readHoursEdit, weekdays } from './hours-words.ts';

/**
 * `hours [set|close|special|reset …] --location SLUG [--resource SLUG]`: when it is open, after changing it. What would lie
 * outside is listed and nothing changes, until `--keep` says that this very list was seen. Checked before a database is
 * opened. Throws `UsageError`.
 */
export function readHoursCall(call: Call): (db: Database, place: { tenantNo: TenantNo; locationId: string }) => Promise<Answer> {
  requireLocation(call);
  const edit = readHoursEdit(call.words, call.resource !== null);
  if (edit === null && call.keep !== null) throw new UsageError('--keep goes with a change of hours.');
  return async (db, { tenantNo, locationId }) => {
    const rules = await db.readAs(tenantNo, (client) => readRules(client, tenantNo, locationId));
    if (!rules) throw new Error('The location is gone.');
    const resource = call.resource === null ? null : resourceNamed(rules, call.resource);
    const node = { db, now: Date.now };
    const whose = { tenantNo, locationId, resourceId: resource?.id ?? null };
    const current = await readHours(node, whose);
    if (!current) throw new Error('It is gone.');
    if (edit === null) return shown(rules, resource, current);
    const { version: expected, ...before } = current;
    const read = readTimetable(edit(before, rules.location.openingHours), resource === null ? 'location' : 'resource');
    if (read.kind === 'wrong') throw new UsageError(read.problems.join(' '));
    const answer = await changeHours(node, whose, { timetable: read.timetable, expected, keep: call.keep }, { channel: 'command_line' });
    if (answer?.status === 'touches') return leftOutside(rules, answer);
    if (answer?.status !== 'changed') throw new Error('Somebody else changed these hours just now. Nothing was changed: look at them, then run it again.');
    return shown(rules, resource, answer.timetable);
  };
}

function resourceNamed({ resources }: Rules, slug: string): ResourceRow {
  const inUse = resources.filter(({ archived }) => !archived);
  const found = inUse.find((resource) => resource.slug === slug);
  if (!found) throw new Error(`There is no resource "${slug}". There are: ${inUse.map((resource) => resource.slug).join(', ')}.`);
  return found;
}

function shown({ location }: Rules, resource: ResourceRow | null, timetable: TimetableSeen): Answer {
  const name = resource === null ? `${location.name} (${location.timeZone})` : `${resource.name}, ${location.name} (${location.timeZone})`;
  return {
    ok: true,
    text: `${name}\n${linesOf(timetable)}`,
    data: { location: location.slug, resource: resource?.slug ?? null, ...timetable },
  };
}

function linesOf({ hours, exceptions }: Timetable): string {
  const week =
    hours === null
      ? ['  whenever the location is open']
      : weekdays.map((name, index) => `  ${(name.charAt(0).toUpperCase() + name.slice(1)).padEnd(11)}${rangesText(hours[index + 1] ?? [])}`);
  const days = exceptions.map(({ date, hours: ranges, reason }) => `  ${date} ${rangesText(ranges)}${reason === undefined ? '' : `  ${reason}`}`);
  return [...week, ...days].map((line) => `${line}\n`).join('');
}

const rangesText = (ranges: readonly (readonly [string, string])[]): string => ranges.map((range) => range.join('–')).join(', ') || 'closed';

function leftOutside({ location, resources }: Rules, { touched, count, keep }: Touches): Answer {
  const nameOf = (id: string): string => resources.find((resource) => resource.id === id)?.name ?? id;
  const wall = (instant: string): string => localTime(instant, location.timeZone).slice(0, 16).replace('T', ' ');
  const lines = touched.map(({ kind, reference, who, start, end, resourceIds }) =>
    `  ${wall(start)}–${wall(end).slice(11)}  ${[reference ?? kind, who, resourceIds.map(nameOf).join(' + ')].filter((part) => part !== null).join(', ')}\n`);
  const more = count > touched.length ? `  and ${count - touched.length} more\n` : '';
  return {
    ok: false,
    text: `Nothing was changed. ${count === 1 ? 'This' : `These ${count}`} would lie outside the new hours:\n${lines.join('')}${more}What is booked stays where it is. To set the hours all the same: --keep ${keep}\n`,
    data: { status: 'touches', count, keep, touched },
  };
}
