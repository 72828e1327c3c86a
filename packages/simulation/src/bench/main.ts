import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { benchAvailability } from './availability-bench.ts';
import { readBenchCall, type Bench } from './bench-options.ts';
import { benchContention } from './contention-bench.ts';
import { benchDesk } from './desk-bench.ts';
import { benchFlashSale } from './flash-sale-bench.ts';
import { benchGrowth } from './growth-bench.ts';
import { watchProcessors, type ProcessorShares } from './processors.ts';
import { benchServer } from './server-bench.ts';
import { benchSplit } from './split-bench.ts';
import { printFindings, type Finding } from './statistics.ts';

/** `pnpm bench [part …] [--short]`: numbers with the machine's own limits beside them, never a timed test. */
const parts: Record<string, Bench> = {
  server: benchServer,
  desk: ({ say }) => benchDesk(say),
  contention: benchContention,
  'flash-sale': benchFlashSale,
  split: benchSplit,
  availability: benchAvailability,
  growth: benchGrowth,
};

const call = readBenchCall(process.argv.slice(2), Object.keys(parts));
if (typeof call === 'string') {
  process.stderr.write(`${call}\n`);
  process.exit(2);
}
const asked = (name: string): boolean => call.asked.length === 0 || call.asked.includes(name);
// Told at once: a minute of loading later nobody would look for it there.
if (asked('desk') && !existsSync(new URL('../../../../apps/front-desk/dist/index.html', import.meta.url))) {
  process.stderr.write('The desk is not built, and a browser is to open it. Run `pnpm build` first, or name the other parts.\n');
  process.exit(2);
}
const findings: Finding[] = [];
try {
  for (const [name, bench] of Object.entries(parts))
    if (asked(name)) {
      const ended = await watchProcessors();
      findings.push(...(await bench({ ...call.options, say: (line) => process.stderr.write(`${line}\n`) })));
      const shares = await ended();
      if (shares) findings.push(meanwhile(name, shares));
    }
} catch (fault) {
  // What was found before stands; what went wrong is told whole: a bench is run by those who mend it.
  process.stderr.write(`${fault instanceof Error ? fault.stack : String(fault)}\n`);
  process.exitCode = 1;
}
process.stdout.write(`\n${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}\n`);
printFindings(findings);

/** A host that gives the processors to others makes every wait longer, a p95 first, whatever the code does. */
function meanwhile(name: string, { idle, stolen }: ProcessorShares): Finding {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return { what: `the processors meanwhile (${name})`, measured: `taken by the host ${percent(stolen)}, idle ${percent(idle)}`, met: null };
}
