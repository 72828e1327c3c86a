import { isDeepStrictEqual } from 'node:util';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { localTime } from './local-time.ts';
import { policiesOf } from './policies.ts';
import { nobodyElse, type RulesOf, type RuleSubject } from './rules.ts';
import { readRulesChange, type ReadRules, type RulesChange } from './rules-change.ts';
import { changeRow, putTravelTime, readPeopleNamed, readRuleRows, type RowAnswer, type RowChange, type RowRules, type TornBetween, type Touched } from './rules-sql.ts';
import { countsOf, personRule, rulesView } from './rules-view.ts';
import { readSettingsChange } from './settings-change.ts';
import { putSettings, readOwnSettings, type ChangedBy } from './settings-sql.ts';
import { settingsView } from './settings-view.ts';

/** One change of rules, of one thing, as a manager asks for it. */
export interface RulesAsked {
  of: 'business' | RuleSubject;
  /** The kind, or the slug or id of the resource, the service, or the other location; of the business nothing. */
  subject?: string | undefined;
  change: RulesChange;
  /** The values somebody looked at when they decided, by the name of the rule; what is named is held against what holds now. */
  expected?: RulesChange | undefined;
  /** That a smaller capacity leaves somebody beyond it is known and meant. */
  confirmed?: boolean | undefined;
}

/** `problem`: one plain sentence, what is wrong and what would do. Nothing has changed then. */
export type RulesAnswer =
  | { status: 'changed' }
  | { status: 'refused' | 'moved'; problem: string }
  | { status: 'touches'; problem: string; touches: Touched[] };

/** Who asks, about which location. */
export interface RulesPlace {
  tenantNo: TenantNo;
  locationId: string;
  by: ChangedBy;
}

/** Changes what is named and leaves the rest; holds from the next command on. What is booked keeps what it has. */
export async function changeRules(db: Database, place: RulesPlace, asked: RulesAsked): Promise<RulesAnswer> {
  for (;;) {
    const found = asked.of === 'business' ? await business(db, place, asked.change) : await subjectOf(db, place, asked);
    if ('problem' in found) return { status: 'refused', problem: found.problem };
    const otherwise = differences(asked.expected ?? {}, found.was, asked.change);
    if (otherwise.length > 0)
      return { status: 'moved', problem: `Somebody changed this in between: now ${otherwise.join(', ')}. Look at it and decide again.` };
    if (found.read.kind === 'problem') return { status: 'refused', problem: found.read.problem };
    const answer = await found.write();
    // Another change came between reading and writing: decided anew by what holds then.
    if (answer === 'moved') continue;
    if (answer === 'changed') return { status: 'changed' };
    if ('problem' in answer) return { status: 'refused', problem: answer.problem };
    return { status: 'touches', problem: touchesDetail(answer.touches), touches: answer.touches };
  }
}

/** `problem`: the record shows why it cannot be. */
type Written = Exclude<RowAnswer, { mixed: Touched[] } | { inTwoPlaces: TornBetween[] }> | { problem: string };

interface Found {
  was: object;
  read: { kind: 'problem'; problem: string } | { kind: 'rules' | 'change' };
  write(): Promise<Written>;
}

async function business(db: Database, { tenantNo, by }: RulesPlace, change: RulesChange): Promise<Found> {
  const own = await readOwnSettings(db, tenantNo);
  const read = readSettingsChange(change);
  return {
    was: settingsView(policiesOf(own)),
    read,
    write: async () => (read.kind === 'change' && !(await putSettings(db, tenantNo, read.change, by, own)) ? 'moved' : 'changed'),
  };
}

async function subjectOf(db: Database, { tenantNo, locationId, by }: RulesPlace, asked: RulesAsked): Promise<Found | { problem: string }> {
  const rows = await readRuleRows(db, tenantNo, locationId);
  if (!rows) return { problem: 'There is no such location.' };
  const { subject = '', change, confirmed = false } = asked;
  const view = rulesView(rows);
  const put = async (row: RowRules, rest: RowChange): Promise<Written> => inWords(await changeRow(db, tenantNo, locationId, row, rest), rows.location.timeZone);
  const isNamed = (one: { id: string; slug: string }) => one.id === subject || one.slug === subject;
  switch (asked.of) {
    case 'kind': {
      const kind = view.kinds.find((one) => one.kind === subject);
      if (!kind) return unknown('kind of resource', subject, view.kinds.map((one) => one.kind));
      const kinds = rows.location.kinds ?? {};
      return found(kind.rules, readRulesChange('kind', kind.rules, change), (rules) =>
        put({ of: 'location', rules: { kinds: { ...kinds, [subject]: withoutZeros(rules) } } },
          { subjectId: locationId, expected: { kinds }, confirmed, by }));
    }
    case 'resource': {
      const resource = view.resources.find(isNamed);
      if (!resource) return unknown('resource', subject, view.resources.map(({ slug }) => slug));
      const { person: was, ...expected } = resource.rules;
      const { personId = null } = rows.resources.find(({ id }) => id === resource.id) ?? {};
      const named = typeof change['person'] === 'string' ? await sameAs(db, tenantNo, resource.id, change['person']) : null;
      if (named && 'problem' in named) return named;
      return found(resource.rules, readRulesChange('resource', resource.rules, named ? { ...change, person: named.person } : change), ({ person, ...rules }) =>
        put({ of: 'resource', rules: person === was ? rules : { ...rules, samePersonAs: named?.id ?? null } },
          { subjectId: resource.id, expected: { ...expected, personId }, confirmed, by }));
    }
    case 'service': {
      const service = view.services.find(isNamed);
      if (!service) return unknown('service', subject, view.services.map(({ slug }) => slug));
      const { noShowPolicy = null } = rows.services.find(({ id }) => id === service.id) ?? {};
      const there = countsOf(rows.resources.map(({ kind }) => kind));
      return found(service.rules, readRulesChange('service', service.rules, change, there), (rules) =>
        put({ of: 'service', rules: rowOf(rules, service) },
          { subjectId: service.id, expected: { ...rowOf(service.rules, service), noShowPolicy }, confirmed, by }));
    }
    default: {
      const other = view.travel.find(({ locationId: id, slug }) => isNamed({ id, slug }));
      if (!other) return subject === view.location.slug ? { problem: 'From a place to itself there is no way.' } : unknown('other location', subject, view.travel.map(({ slug }) => slug));
      return found(other.rules, readRulesChange('travel', other.rules, change), ({ minutes }) =>
        putTravelTime(db, tenantNo, locationId, { other: other.locationId, minutes, expected: other.rules.minutes, by }));
    }
  }
}

function found<S extends RuleSubject>(was: RulesOf[S], read: ReadRules<S>, write: (rules: RulesOf[S]) => Promise<Written>): Found {
  return { was, read, write: async () => (read.kind === 'problem' || isDeepStrictEqual(read.rules, was) ? 'changed' : write(read.rules)) };
}

function unknown(what: string, name: string, there: readonly string[]): { problem: string } {
  return { problem: `There is no ${what} "${name}" here. ${there.length > 0 ? `There are: ${there.join(', ')}.` : 'There is none yet.'}` };
}

/** A kind without a rule is not named in the row. */
function withoutZeros(rules: RulesOf['kind']): object {
  return Object.fromEntries(Object.entries(rules).filter(([, minutes]) => minutes !== 0));
}

/** As protocol/rows.ts names them. What a service needs stays in the order it stands in, unless it needs something else. */
function rowOf({ noShowFrom, noShowRequires, needs, ...rules }: RulesOf['service'], was: { needs: string[]; rules: RulesOf['service'] }) {
  return {
    ...rules,
    needs: isDeepStrictEqual(needs, was.rules.needs) ? was.needs : Object.entries(needs).flatMap(([kind, count]) => Array.from({ length: count }, () => kind)),
    noShowPolicy: noShowFrom === null || noShowRequires === null ? null : noShowPolicy(noShowFrom, noShowRequires),
  };
}

/** Whom a resource becomes: the id of one who is that person, and the rule as it is then. */
async function sameAs(db: Database, tenantNo: TenantNo, resourceId: string, named: string): Promise<{ id: string | null; person: string } | { problem: string }> {
  if (named === nobodyElse) return { id: null, person: nobodyElse };
  const names = named.split(',');
  // PostgreSQL knows no such text.
  const { people, archived } = named.includes('\0') ? { people: [], archived: [] } : await readPeopleNamed(db, tenantNo, names);
  const gone = names.find((name) => archived.includes(name));
  if (gone !== undefined) return { problem: `person: "${gone}" is no longer in use. Name another, or say none.` };
  const missing = names.find((name) => people.every((person) => person.named !== name));
  if (missing !== undefined) return { problem: `person: There is no resource "${missing}". Name it as LOCATION/RESOURCE, or say none.` };
  const others = people.filter(({ id }) => id !== resourceId);
  const [first] = others;
  if (!first) return { problem: 'person: It is the same as itself. Name a resource of another location, or say none.' };
  if (others.some(({ personId }) => others.length > 1 && (personId === null || personId !== first.personId)))
    return { problem: `person: These are not one person: ${named}. Name one of them.` };
  return { id: first.id, person: personRule(others) };
}

/**
 * What is not as somebody saw it, as `name is value`; of hold times only the channels they named. What is already as they
 * want it is nothing to tell: the answer to the same question got lost, or two wanted the same.
 */
function differences(expected: RulesChange, was: object, wanted: RulesChange): string[] {
  return Object.entries(expected).flatMap(([name, saw]) => {
    const is = (was as Record<string, unknown>)[name];
    if (name === 'holdSeconds' && isObject(saw) && isObject(is)) return differences(saw, is, isObject(wanted[name]) ? wanted[name] : {}).map((each) => `${name}.${each}`);
    return isDeepStrictEqual(saw, is) || isDeepStrictEqual(wanted[name], is) ? [] : [`${name} is ${said(is)}`];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const said = (value: unknown): string => (typeof value === 'string' ? value : value === null ? 'not set' : JSON.stringify(value));

/** What the record shows to be impossible is said; whom a change touches is listed. */
function inWords(answer: RowAnswer, timeZone: string): Written {
  if (typeof answer === 'string' || 'touches' in answer) return answer;
  return { problem: 'mixed' in answer ? mixedDetail(answer.mixed, timeZone) : tornDetail(answer.inTwoPlaces) };
}

/** So many are named. */
const namedMax = 4;

function mixedDetail(mixed: readonly Touched[], timeZone: string): string {
  const names = mixed.map((each) => `${calledBy(each)} (${clockOf(each, timeZone)})`);
  return `oneClassAtATime: These are there at one time and not of one class: ${someOf(names)}. Move them, or make their service a class, first.`;
}

function tornDetail(torn: readonly TornBetween[]): string {
  const names = torn.map((each) => `${calledBy(each)} (${each.location}, ${clockOf(each, each.timeZone)})`);
  return `person: One person would be wanted at two places at once, the way between included: ${someOf(names)}. Move one of each first.`;
}

const calledBy = ({ reference, who }: Touched): string => reference ?? who ?? 'a hold';
const clockOf = ({ start }: Touched, timeZone: string): string => localTime(start, timeZone).slice(0, 16).replace('T', ' ');

function someOf(names: readonly string[]): string {
  const more = names.length > namedMax ? ` and ${names.length - namedMax} more` : '';
  return `${names.slice(0, namedMax).join(', ')}${more}`;
}

function touchesDetail({ length }: readonly Touched[]): string {
  const who = length === 1 ? 'One booking or hold is' : `${length} bookings or holds are`;
  return `${who} beyond that capacity. They keep their place; confirm that it is meant.`;
}
