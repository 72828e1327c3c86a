import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './test-run/child.ts';
import { failuresOf } from './test-run/failures.ts';
import { phases } from './test-run/phases.ts';
import { add, closingLine, nothing, tallyOf, type Tally } from './test-run/tally.ts';

/**
 * `pnpm test`: types, lint, every vitest project, the build, then the browser tests. All phases run even
 * when an early one fails, and the last line sums them up: `N passed, N failed`.
 */
const root = join(import.meta.dirname, '../../..');
const reports = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
let stopped: NodeJS.Signals | null = null;
let stopCurrent: ((signal: NodeJS.Signals) => void) | null = null;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    stopped = signal;
    stopCurrent?.(signal);
  });

let total: Tally = nothing;
const failed: string[] = [];
for (const phase of phases(root, reports)) {
  if (stopped !== null) break;
  console.log(`\n── ${phase.name} ──`);
  const child = startChild(phase, root);
  stopCurrent = child.stop;
  const end = await child.ended;
  stopCurrent = null;
  const tally = tallyOf(phase.counts, phase.report, end);
  if (tally.failed > 0) failed.push(phase.name, ...failuresOf(phase, end).map((failure) => `  ${failure}`));
  total = add(total, tally);
}
rmSync(reports, { recursive: true, force: true });

if (stopped !== null) {
  console.log('\nStopped before the end.');
  process.exit(130);
}
if (failed.length > 0) console.log(`\nFailed:\n${failed.join('\n')}`);
console.log(`\n${closingLine(total)}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
