import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { slices, sliceVariable } from './slices.ts';

// `pnpm mutation` in server/: every slice after the other, or those that are named. What a run that was interrupted
// found out is kept (dist/mutation), and only what changed since is asked again.

const server = join(import.meta.dirname, '..');

/** Of Stryker's report, what is counted here. */
interface Report {
  files: Record<string, { mutants: { status: string }[] }>;
}

function tally(incrementalFile: string): string {
  if (!existsSync(incrementalFile)) return 'nothing ran';
  const { files } = JSON.parse(readFileSync(incrementalFile, 'utf8')) as Report;
  const mutants = Object.values(files).flatMap((file) => file.mutants);
  const noticed = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  return `${noticed} of ${mutants.length} noticed, ${((100 * noticed) / mutants.length).toFixed(1)} %`;
}

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in slices));
if (unknown !== undefined) throw new Error(`There is no slice "${unknown}". There are: ${Object.keys(slices).join(', ')}.`);

const answers: string[] = [];
let failed = false;
for (const [name, { mutate }] of Object.entries(slices)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const incrementalFile = join('dist/mutation', `${name}.json`);
  const { status } = spawnSync(
    process.execPath,
    [join(server, 'node_modules/@stryker-mutator/core/bin/stryker.js'), 'run', '--mutate', mutate.join(','), '--incrementalFile', incrementalFile],
    { cwd: server, env: { ...process.env, [sliceVariable]: name }, stdio: 'inherit' },
  );
  failed ||= status !== 0;
  answers.push(`${name}: ${tally(join(server, incrementalFile))}`);
}
process.stdout.write(`${answers.join('\n')}\n`);
process.exitCode = failed ? 1 : 0;
