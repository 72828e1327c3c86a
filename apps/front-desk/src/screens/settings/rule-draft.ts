import type { Rules, RulesAsked, RuleSubject } from '../../rules.ts';

/** What was entered and is not saved: by thing, by the path of the rule in it. Text as typed; null: back to the default. */
export type RuleDraft = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

/** As it stands in a draft. */
export const keyOf = ({ of, subject }: RuleSubject): string => `${of}/${subject}`;

export function subjectOfKey(key: string): RuleSubject {
  const at = key.indexOf('/');
  return { of: key.slice(0, at) as RuleSubject['of'], subject: key.slice(at + 1) };
}

/** The values that hold for one thing; null: it is gone. */
function rulesOf(rules: Rules, { of, subject }: RuleSubject): object | null {
  const found = {
    business: () => rules.business.now,
    kind: () => rules.kinds.find(({ kind }) => kind === subject)?.rules,
    resource: () => rules.resources.find(({ id }) => id === subject)?.rules,
    service: () => rules.services.find(({ id }) => id === subject)?.rules,
    travel: () => rules.travel.find(({ locationId }) => locationId === subject)?.rules,
  }[of]();
  return found ?? null;
}

/** `holdSeconds.web` in the values of a thing; undefined: not set there. */
export function valueAt(values: object | null, path: string): unknown {
  return path.split('.').reduce<unknown>((within, name) => (isObject(within) ? within[name] : undefined), values);
}

/** What the screen shows for a rule: what was entered, or what holds. A kind's own buffers are the service's where it has none; of kinds that are not named none is needed. */
export function shownValue(rules: Rules, draft: RuleDraft, subject: RuleSubject, path: string): string {
  const entered = draft[keyOf(subject)]?.[path];
  if (typeof entered === 'string') return entered;
  const holds = entered === null ? valueAt(rules.business.defaults, path) : (heldValue(rules, subject, path) ?? inheritedValue(rules, draft, subject, path));
  return typeof holds === 'number' || typeof holds === 'string' || typeof holds === 'boolean' ? String(holds) : '';
}

/** What holds for a rule; undefined: it is not set. */
export function heldValue(rules: Rules, subject: RuleSubject, path: string): unknown {
  return valueAt(rulesOf(rules, subject), path) ?? (path.startsWith('needs.') ? 0 : undefined);
}

function inheritedValue(rules: Rules, draft: RuleDraft, subject: RuleSubject, path: string): unknown {
  const [, own] = /^kindBuffers\..+\.(\w+)$/.exec(path) ?? [];
  return own === undefined ? undefined : shownValue(rules, draft, subject, own);
}

/** With one more value entered; what is as it was is no change. */
export function withEntered(rules: Rules, draft: RuleDraft, subject: RuleSubject, entered: Readonly<Record<string, string | null>>): RuleDraft {
  const key = keyOf(subject);
  const holds = rulesOf(rules, subject);
  const all = { ...draft[key], ...entered };
  const changed = Object.entries(all).filter(([path, value]) => {
    // What is kept around a kind that is not needed is nothing to set.
    const [, kind] = /^kindBuffers\.(.+)\.\w+$/.exec(path) ?? [];
    if (kind !== undefined && all[`needs.${kind}`] === '0') return false;
    const was = valueAt(holds, path) ?? null;
    return value === null ? was !== null && !isDefault(rules, subject, path) : value !== shownValue(rules, {}, subject, path);
  });
  const { [key]: _, ...others } = draft;
  return changed.length === 0 ? others : { ...others, [key]: Object.fromEntries(changed) };
}

/** Only of the business something is shown as its default. */
function isDefault(rules: Rules, { of }: RuleSubject, path: string): boolean {
  return of === 'business' && valueAt(rules.business.now, path) === valueAt(rules.business.defaults, path);
}

/** One thing after the other as they are sent: what is a class decides whether a room may keep it apart, so services come first. */
export function inOrder(draft: RuleDraft): [key: string, entered: RuleDraft[string]][] {
  const isService = (key: string): boolean => subjectOfKey(key).of === 'service';
  return Object.entries(draft).sort(([a], [b]) => Number(isService(b)) - Number(isService(a)));
}

/** What the server is asked for one thing. */
export function askedOf(rules: Rules, draft: RuleDraft, subject: RuleSubject, confirmed = false): RulesAsked {
  const holds = rulesOf(rules, subject);
  const change: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  for (const [path, text] of Object.entries(draft[keyOf(subject)] ?? {})) {
    put(change, path.split('.'), sentValue(text, valueAt(holds, path)));
    const [name = ''] = path.split('.');
    // Two managers may set the hold times of two channels; of buffers the whole was looked at.
    if (name === 'holdSeconds') put(expected, path.split('.'), valueAt(holds, path));
    else expected[name] = valueAt(holds, name);
  }
  return { ...subject, change, expected, confirmed };
}

/** Yes or no where that is what holds, numbers as numbers; what is none as it was typed, so that the server says so. */
function sentValue(text: string | null, holds: unknown): unknown {
  if (text === null) return null;
  if (typeof holds === 'boolean') return text === 'true';
  return /^-?\d+$/.test(text.trim()) ? Number(text) : text;
}

function put(into: Record<string, unknown>, [name = '', ...inner]: readonly string[], value: unknown): void {
  if (inner.length === 0) {
    into[name] = value;
    return;
  }
  const within = isObject(into[name]) ? into[name] : {};
  into[name] = within;
  put(within, inner, value);
}

/** The server's sentence, apart from the name of the rule it is about; null: it is about the whole thing. */
export function readProblem(sentence: string): { path: string | null; text: string } {
  const [, path, text] = /^([A-Za-z]\w*(?:\.[\w-]+)*): (.+)$/s.exec(sentence) ?? [];
  return path === undefined || text === undefined ? { path: null, text: sentence } : { path, text };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
