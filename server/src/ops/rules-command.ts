import type pg from 'pg';
import type { Database } from '../db/database.ts';
import { changeRules, type RulesAnswer, type RulesAsked } from '../locations/change-rules.ts';
import { readRuleRows, type Touched } from '../locations/rules-sql.ts';
import { rulesView, type RulesView } from '../locations/rules-view.ts';
import { UsageError, type Answer, type Call } from './command-arguments.ts';
import { namedLocations } from './named-locations.ts';
import { namedValues } from './named-values.ts';

/**
 * `rules --location SLUG`: the rules of a location. `rules kind|resource|service NAME NAME=VALUE … --location SLUG`
 * and `rules travel SLUG SLUG minutes=N`: changes them and answers what holds then. Throws `UsageError`.
 */
export function readRulesCall(call: Call): (db: Database, owner: pg.Client) => Promise<Answer> {
  const { location, asked } = readWords(call);
  return async (db, owner) => {
    const { tenantNo, locationIds } = await namedLocations(owner, { tenant: call.tenant, slugs: [location] });
    const [locationId = ''] = locationIds;
    if (asked) {
      const answer = await changeRules(db, { tenantNo, locationId, by: { channel: 'command_line' } }, asked);
      if (answer.status !== 'changed') return refused(answer, call);
    }
    const rows = await readRuleRows(db, tenantNo, locationId);
    if (!rows) throw new Error(`There is no location "${location}" any more.`);
    const view = rulesView(rows);
    return { ok: true, text: linesOf(view, asked), data: view };
  };
}

function readWords({ words, location, confirm }: Call): { location: string; asked: RulesAsked | null } {
  const [of, subject, ...rest] = words;
  if (of === undefined) return { location: named(location), asked: null };
  if (of === 'travel') {
    const [other, ...values] = rest;
    if (location !== null) throw new UsageError('rules travel names both locations itself: leave out --location.');
    if (subject === undefined || other === undefined) throw new UsageError('Name both locations, e.g. rules travel riverside old-town minutes=45.');
    return { location: subject, asked: { of, subject: other, change: namedValues(values, 'minutes=45') } };
  }
  if (of !== 'kind' && of !== 'resource' && of !== 'service')
    throw new UsageError(`There are no rules of "${of}". There are: kind, resource, service, travel.`);
  if (subject === undefined || subject.includes('=')) throw new UsageError(`Name the ${of} first, e.g. rules ${of} ${examples[of]}.`);
  return { location: named(location), asked: { of, subject, change: namedValues(rest, examples[of].split(' ')[1] ?? ''), confirmed: confirm } };
}

const examples = { kind: 'room minimumGapMinutes=10', resource: 'room-1 capacity=2', service: 'room-60 noShowFrom=3' } as const;

function named(location: string | null): string {
  if (location === null) throw new UsageError('Name the location: --location SLUG');
  return location;
}

/** A list of whom it touches is an answer; that something cannot be is a fault to people, whose stdout may go to a file. */
function refused(answer: Exclude<RulesAnswer, { status: 'changed' }>, { json }: Call): Answer {
  if (answer.status !== 'touches') {
    if (!json) throw new Error(answer.problem);
    return { ok: false, text: '', data: answer };
  }
  const problem = answer.problem.replace('confirm that it is meant', 'add --confirm if that is meant');
  return { ok: false, text: `${problem}\n${answer.touches.map(touchedLine).join('')}`, data: { ...answer, problem } };
}

const touchedLine = ({ start, kind, reference, who }: Touched): string => `  ${[start, kind, reference, who].filter((part) => part !== null).join('  ')}\n`;

/** One line for each thing that has rules; after a change only that of what was changed. */
function linesOf({ kinds, resources, services, travel }: RulesView, asked: RulesAsked | null): string {
  const lines: [RulesAsked['of'], names: string[], rules: object][] = [
    ...kinds.map(({ kind, rules }) => ['kind', [kind], rules] satisfies Line),
    ...resources.map(({ id, slug, rules }) => ['resource', [slug, id], rules] satisfies Line),
    ...services.map(({ id, slug, rules }) => ['service', [slug, id], rules] satisfies Line),
    ...travel.map(({ locationId, slug, rules }) => ['travel', [slug, locationId], rules] satisfies Line),
  ];
  return lines
    .filter(([of, names]) => !asked || (of === asked.of && names.includes(asked.subject ?? '')))
    .map(([of, [name], rules]) => `${of} ${name}: ${valuesOf(rules).join(' ')}\n`)
    .join('');
}

type Line = [RulesAsked['of'], names: string[], rules: object];

function valuesOf(rules: object, prefix = ''): string[] {
  return Object.entries(rules).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? valuesOf(value, `${prefix}${name}.`) : [`${prefix}${name}=${value === null ? 'default' : value as string | number}`],
  );
}
