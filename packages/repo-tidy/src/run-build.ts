import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { program } from './test-run/phases.ts';

/**
 * `pnpm build`, and the first half of `pnpm start`: builds what changed. Quiet unless it fails, because what
 * people wait for comes after it, and without turbo's telemetry: a start tells nobody anything.
 */
const root = join(import.meta.dirname, '../../..');
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [program(root, '.', 'turbo', 'turbo'), 'run', 'build', '--output-logs=errors-only'],
  { cwd: root, env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' }, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' },
);
if (status !== 0) {
  process.stderr.write(`${stdout}${stderr}\nThe build failed.\n`);
  process.exitCode = 1;
}
