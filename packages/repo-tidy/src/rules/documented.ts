import { isTest, isTypeScript, type Finding, type Repository, type Rule } from '../repository.ts';

const reasonsSource = 'packages/protocol/src/refusal-reasons.ts';
const reasonsPage = 'docs/reference/refusals.md';
const commandsSource = 'packages/protocol/src/commands.ts';
const commandsPage = 'docs/reference/commands.md';
const variablesPage = 'docs/reference/configuration.md';

/** Set by the system or by other programs, not by whoever runs Holdfast. */
const foreign =
  'CI DEV FORCE_COLOR HOME LOCALAPPDATA MODE NODE_ENV NO_COLOR PATH PROD PROGRAMFILES TEMP TERM TMPDIR USER'.split(
    ' ',
  );

/** Each refusal reason has its line in the reference, and the reference names none that is gone. */
export const refusalsDocumented: Rule = (repository) => {
  const source = repository.read(reasonsSource);
  const list = /refusalReasons = \[([\s\S]*?)\] as const/.exec(source)?.[1] ?? '';
  const reasons = [...list.matchAll(/^\s*'(\w+)'/gm)].map(([, reason = '']) => reason);
  return bothWays(repository, { defined: reasons, source: reasonsSource, page: reasonsPage });
};

/** The same for command kinds. */
export const commandsDocumented: Rule = (repository) => {
  const source = repository.read(commandsSource);
  const kinds = [...source.matchAll(/^\s*kindSchema\('(\w+)'\)/gm)].map(([, kind = '']) => kind);
  return bothWays(repository, { defined: kinds, source: commandsSource, page: commandsPage });
};

/** Whoever runs the server finds every variable that changes it, and no variable that does nothing. */
export const variablesDocumented: Rule = (repository) => {
  const read = new Set<string>();
  for (const path of repository.files) {
    if (!/^(server|apps|packages)\//.test(path) || !isTypeScript(path)) continue;
    if (isTest(path) && !path.includes('/e2e/')) continue;
    const text = repository.read(path);
    for (const [, name = ''] of text.matchAll(/\benv(?:ironment)?(?:\.|\[['"])([A-Z][A-Z0-9_]+)/g))
      read.add(name);
    // server/src/config.ts: each variable is read by its name and the values it allows.
    for (const [, name = ''] of text.matchAll(/\bread\('([A-Z][A-Z0-9_]+)'/g)) read.add(name);
    for (const [, name = ''] of text.matchAll(/['"`](HOLDFAST_[A-Z0-9_]+|DATABASE_URL|PUBLIC_URL)\b/g))
      read.add(name);
  }
  for (const name of foreign) read.delete(name);
  return bothWays(repository, { defined: [...read], source: 'the code', page: variablesPage });
};

interface Comparison {
  defined: readonly string[];
  source: string;
  page: string;
}

/** A page documents a name by starting a table row with it in backticks. */
function bothWays(repository: Repository, { defined, source, page }: Comparison): Finding[] {
  const text = repository.files.includes(page) ? repository.read(page) : '';
  const rows = [...text.matchAll(/^\| ((?:`\w+`(?:, )?)+)/gm)];
  const documented = new Set(
    rows.flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)),
  );
  const findings: Finding[] = [];
  if (defined.length === 0)
    findings.push({ path: page, message: `Found nothing to document in ${source}: mend the rule.` });
  for (const name of defined)
    if (!documented.has(name))
      findings.push({ path: page, message: `Has no row for \`${name}\`, which stands in ${source}.` });
  for (const name of documented)
    if (!defined.includes(name))
      findings.push({ path: page, message: `Documents \`${name}\`, which is not in ${source}.` });
  return findings;
}
