import { ruleDefaults, ruleSchemas, type RulesOf, type RuleSubject, type ServiceRulesSet } from './rules.ts';

/** What somebody wants to change, by the name of the rule: null puts one back to its default. */
export type RulesChange = Readonly<Record<string, unknown>>;

export type ReadRules<S extends RuleSubject> = { kind: 'rules'; rules: RulesOf[S] } | { kind: 'problem'; problem: string };

/**
 * The rules that hold after a change of those that held; one plain sentence says what is wrong and what would do.
 * `needs`: of a service, the kinds it needs.
 */
export function readRulesChange<S extends RuleSubject>(
  subject: S,
  was: RulesOf[S],
  change: RulesChange,
  needs: readonly string[] = [],
): ReadRules<S> {
  const schema = ruleSchemas[subject].partial();
  const names = Object.keys(schema.shape);
  if (Object.keys(change).length === 0) return problem(`Name what to change: ${names.join(', ')}.`);
  const rules: Record<string, unknown> = { ...was };
  for (const [name, value] of Object.entries(change)) {
    if (!names.includes(name)) return problem(`There is no rule "${name}" here. There are: ${names.join(', ')}.`);
    const given = value === null ? (ruleDefaults[subject] as Record<string, unknown>)[name] : name === 'kindBuffers' ? buffersOf(was as ServiceRulesSet, value) : value;
    if (given === undefined) return problem(`${name} has no default: say what it is.`);
    const issue = schema.safeParse({ [name]: given }).error?.issues[0];
    if (issue?.code === 'unrecognized_keys') return problem(`There is no "${issue.keys[0]}" in ${issue.path.join('.')}. There are: preparationMinutes, cleanupMinutes.`);
    if (issue) return problem(`${issue.path.join('.')}: ${issue.message}`);
    rules[name] = given;
  }
  // One half of the policy put back to its default takes the other along.
  if (subject === 'service' && (change['noShowFrom'] === null || change['noShowRequires'] === null))
    for (const half of ['noShowFrom', 'noShowRequires']) rules[half] = change[half] ?? null;
  const clash = clashOf(subject, rules as unknown as RulesOf[S], change, needs);
  return clash === null ? { kind: 'rules', rules: rules as unknown as RulesOf[S] } : problem(clash);
}

const problem = (text: string) => ({ kind: 'problem', problem: text }) as const;

/** Kinds that are not named keep theirs; of one that is, what is not named stays, or is the service's. Null: no longer its own. */
function buffersOf(was: ServiceRulesSet, given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const buffers: Record<string, unknown> = { ...was.kindBuffers };
  for (const [kind, own] of Object.entries(given)) {
    if (own === null) delete buffers[kind];
    else if (typeof own !== 'object') buffers[kind] = own;
    else buffers[kind] = { preparationMinutes: was.preparationMinutes, cleanupMinutes: was.cleanupMinutes, ...was.kindBuffers[kind], ...own };
  }
  return buffers;
}

/** Rules that are in bounds each and make no sense together. */
function clashOf<S extends RuleSubject>(subject: S, rules: RulesOf[S], change: RulesChange, needs: readonly string[]): string | null {
  if (subject === 'resource') {
    const { squeezeLanes, squeezePerDay } = rules as RulesOf['resource'];
    if (squeezeLanes > 0 && squeezePerDay === 0) return `squeezePerDay: Give at least 1, as squeezeLanes is ${squeezeLanes}. Without squeeze-ins both are 0.`;
    if (squeezeLanes === 0 && squeezePerDay > 0) return `squeezeLanes: Give at least 1, as squeezePerDay is ${squeezePerDay}. Without squeeze-ins both are 0.`;
  }
  if (subject === 'service') {
    const { noShowFrom, noShowRequires, kindBuffers } = rules as RulesOf['service'];
    const odd = 'kindBuffers' in change ? Object.keys(kindBuffers).find((kind) => !needs.includes(kind)) : undefined;
    if (odd !== undefined) return `kindBuffers: It needs no "${odd}". It needs: ${needs.join(', ')}.`;
    if (noShowFrom !== null && noShowRequires === null) return 'noShowRequires: Say what is required from then on: deposit or approval.';
    if (noShowFrom === null && noShowRequires !== null) return 'noShowFrom: Say from which missed booking on, 1 to 100.';
  }
  return null;
}
