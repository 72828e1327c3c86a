import { needsMost, ruleDefaults, ruleSchemas, type ResourceRulesSet, type RulesOf, type RuleSubject, type ServiceRulesSet } from './rules.ts';

/** What somebody wants to change, by the name of the rule: null puts one back to its default. */
export type RulesChange = Readonly<Record<string, unknown>>;

export type ReadRules<S extends RuleSubject> = { kind: 'rules'; rules: RulesOf[S] } | { kind: 'problem'; problem: string };

/**
 * The rules that hold after a change of those that held; one plain sentence says what is wrong and what would do.
 * `there`: how many resources of each kind are there, for what a service needs.
 */
export function readRulesChange<S extends RuleSubject>(
  subject: S,
  was: RulesOf[S],
  change: RulesChange,
  there: Readonly<Record<string, number>> = {},
): ReadRules<S> {
  const schema = ruleSchemas[subject].partial();
  const names = Object.keys(schema.shape);
  if (Object.keys(change).length === 0) return problem(`Name what to change: ${names.join(', ')}.`);
  const rules: Record<string, unknown> = { ...was };
  for (const [name, value] of Object.entries(change)) {
    if (!names.includes(name)) return problem(`There is no rule "${name}" here. There are: ${names.join(', ')}.`);
    const given = value === null ? (ruleDefaults[subject] as Record<string, unknown>)[name] : givenOf(was, name, value);
    if (given === undefined) return problem(`${name} has no default: say what it is.`);
    const issue = schema.safeParse({ [name]: given }).error?.issues[0];
    if (issue?.code === 'unrecognized_keys') return problem(`There is no "${issue.keys[0]}" in ${issue.path.join('.')}. There are: preparationMinutes, cleanupMinutes.`);
    if (issue) return problem(`${issue.path.join('.')}: ${issue.message}`);
    rules[name] = given;
  }
  // One half of the policy put back to its default takes the other along.
  if (subject === 'service' && (change['noShowFrom'] === null || change['noShowRequires'] === null))
    for (const half of ['noShowFrom', 'noShowRequires']) rules[half] = change[half] ?? null;
  if (subject === 'service') withoutTheUnneeded(rules as unknown as ServiceRulesSet, change);
  const clash = subject === 'service'
    ? serviceClash(was as ServiceRulesSet, rules as unknown as ServiceRulesSet, change, there)
    : subject === 'resource' ? squeezeClash(rules as unknown as ResourceRulesSet) : null;
  return clash === null ? { kind: 'rules', rules: rules as unknown as RulesOf[S] } : problem(clash);
}

const problem = (text: string) => ({ kind: 'problem', problem: text }) as const;

/** Of what is set by kind, kinds that are not named keep theirs. */
function givenOf(was: object, name: string, value: unknown): unknown {
  if (name === 'kindBuffers') return buffersOf(was as ServiceRulesSet, value);
  if (name !== 'needs' || !isObject(value)) return value;
  return Object.fromEntries(Object.entries({ ...(was as ServiceRulesSet).needs, ...value }).map(([kind, count]) => [kind, count ?? 0]));
}

/** Of a kind that is named what is not named stays, or is the service's. Null: no longer its own. */
function buffersOf(was: ServiceRulesSet, given: unknown): unknown {
  if (!isObject(given)) return given;
  const buffers: Record<string, unknown> = { ...was.kindBuffers };
  for (const [kind, own] of Object.entries(given)) {
    if (own === null) delete buffers[kind];
    else if (typeof own !== 'object') buffers[kind] = own;
    else buffers[kind] = { preparationMinutes: was.preparationMinutes, cleanupMinutes: was.cleanupMinutes, ...was.kindBuffers[kind], ...own };
  }
  return buffers;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A kind that is no longer needed is not named, and the buffers it had of its own go with it, unless somebody sets them. */
function withoutTheUnneeded(rules: ServiceRulesSet, change: RulesChange): void {
  if (!('needs' in change)) return;
  rules.needs = Object.fromEntries(Object.entries(rules.needs).filter(([, count]) => count > 0));
  const named = isObject(change['kindBuffers']) ? change['kindBuffers'] : {};
  rules.kindBuffers = Object.fromEntries(Object.entries(rules.kindBuffers).filter(([kind]) => Object.hasOwn(rules.needs, kind) || Object.hasOwn(named, kind)));
}

/** Rules that are in bounds each and make no sense together. */
function squeezeClash({ squeezeLanes, squeezePerDay }: ResourceRulesSet): string | null {
  if (squeezeLanes > 0 && squeezePerDay === 0) return `squeezePerDay: Give at least 1, as squeezeLanes is ${squeezeLanes}. Without squeeze-ins both are 0.`;
  if (squeezeLanes === 0 && squeezePerDay > 0) return `squeezeLanes: Give at least 1, as squeezePerDay is ${squeezePerDay}. Without squeeze-ins both are 0.`;
  return null;
}

function serviceClash(was: ServiceRulesSet, rules: ServiceRulesSet, change: RulesChange, there: Readonly<Record<string, number>>): string | null {
  const { noShowFrom, noShowRequires, kindBuffers, needs } = rules;
  if ('needs' in change) {
    const unmet = unmetNeed(was.needs, needs, there);
    if (unmet !== null) return unmet;
  }
  const odd = 'kindBuffers' in change ? Object.keys(kindBuffers).find((kind) => !Object.hasOwn(needs, kind)) : undefined;
  if (odd !== undefined) return `kindBuffers: It needs no "${odd}". It needs: ${Object.keys(needs).join(', ')}.`;
  if (noShowFrom !== null && noShowRequires === null) return 'noShowRequires: Say what is required from then on: deposit or approval.';
  if (noShowFrom === null && noShowRequires !== null) return 'noShowFrom: Say from which missed booking on, 1 to 100.';
  return null;
}

/** Nobody could book what needs more than is there. What it needed before is not asked again. */
function unmetNeed(was: ServiceRulesSet['needs'], needs: ServiceRulesSet['needs'], there: Readonly<Record<string, number>>): string | null {
  for (const [kind, count] of Object.entries(needs)) {
    const most = Object.hasOwn(there, kind) ? (there[kind] ?? 0) : 0;
    const before = Object.hasOwn(was, kind) ? (was[kind] ?? 0) : 0;
    if (count <= before || count <= most) continue;
    return most === 0 ? `needs.${kind}: There is no ${kind} here. There are: ${Object.keys(there).join(', ')}.` : `needs.${kind}: Give at most ${most}: there are no more here.`;
  }
  const together = Object.values(needs).reduce((sum, count) => sum + count, 0);
  if (together === 0) return 'needs: It needs at least one of a kind.';
  return together > needsMost ? `needs: Give at most ${needsMost} together.` : null;
}
