import { cpus } from 'node:os';
import { benchAvailability } from './availability-bench.ts';
import { readBenchCall, type Bench } from './bench-options.ts';
import { benchContention } from './contention-bench.ts';
import { benchDesk } from './desk-bench.ts';
import { benchFlashSale } from './flash-sale-bench.ts';
import { benchGrowth } from './growth-bench.ts';
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
const findings: Finding[] = [];
try {
  for (const [name, bench] of Object.entries(parts))
    if (call.asked.length === 0 || call.asked.includes(name))
      findings.push(...(await bench({ ...call.options, say: (line) => process.stderr.write(`${line}\n`) })));
} catch (fault) {
  // What was found before stands; what went wrong is told whole: a bench is run by those who mend it.
  process.stderr.write(`${fault instanceof Error ? fault.stack : String(fault)}\n`);
  process.exitCode = 1;
}
process.stdout.write(`\n${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}\n`);
printFindings(findings);
