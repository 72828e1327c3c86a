import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allHold, mutantVariable } from './mutate-template.ts';
import { sqlMutants } from './sql-mutants.ts';
import { failedByTitle, wasNoticed } from './test-report.ts';

const project = join(import.meta.dirname, '../..');
const answers = await mkdtemp(join(tmpdir(), 'holdfast-mutants-'));

/** Runs test files, with a rule broken or with none; answers each test's title and whether it failed. */
async function run(files: readonly string[], mutant: string): Promise<ReadonlyMap<string, boolean>> {
  const file = join(answers, 'report.json');
  await rm(file, { force: true });
  const vitest = spawn(
    process.execPath,
    [join(project, 'node_modules/vitest/vitest.mjs'), 'run', '--config', join(project, 'vitest.mutants.config.ts'),
      '--reporter=json', `--outputFile=${file}`, ...files],
    { cwd: project, env: { ...process.env, [mutantVariable]: mutant }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  vitest.stderr.on('data', (text: Buffer) => (said += text.toString()));
  await new Promise((resolve) => vitest.once('close', resolve));
  try {
    return failedByTitle(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new Error(`The tests did not run with "${mutant}":\n${said}`, { cause });
  }
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const asked = process.argv.slice(2);
const wanted = Object.entries(sqlMutants).filter(([name]) => asked.length === 0 || asked.includes(name));

let survived = 0;
try {
  const unknown = asked.filter((name) => !(name in sqlMutants));
  if (unknown.length > 0) throw new Error(`There is no SQL mutant "${unknown.join('", "')}".`);
  // A test that fails by itself, or is not there, notices nothing.
  const sound = await run([...new Set(wanted.map(([, { file }]) => file))], allHold);
  const useless = wanted.filter(([, { noticedBy }]) => sound.get(noticedBy) !== false);
  for (const [, { noticedBy }] of useless) say(`not there, or failing with all rules in place: ${noticedBy}`);
  if (useless.length > 0) throw new Error('Nothing was broken yet.');
  for (const [name, { in: where, file, noticedBy }] of wanted) {
    const noticed = wasNoticed(await run([file], name), noticedBy);
    survived += Number(!noticed);
    say(`${noticed ? 'noticed ' : 'SURVIVED'}  gateway.${where}: ${name}`);
  }
  say(`${wanted.length - survived} of ${wanted.length} broken rules of the gateway were noticed.`);
} finally {
  await rm(answers, { recursive: true, force: true });
}
process.exitCode = survived > 0 ? 1 : 0;
