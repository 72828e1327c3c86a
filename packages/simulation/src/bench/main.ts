import { cpus } from 'node:os';
import { benchDesk } from './desk-bench.ts';
import { benchServer } from './server-bench.ts';
import { printFindings, type Finding } from './statistics.ts';

/** `pnpm bench [server|desk]`: numbers with the machine's own limits beside them, never a timed test. */
const parts: Record<string, (say: (line: string) => void) => Promise<Finding[]>> = {
  server: benchServer,
  desk: benchDesk,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  process.stderr.write(`Unknown part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.\n`);
  process.exit(2);
}
const findings: Finding[] = [];
for (const [name, bench] of Object.entries(parts))
  if (asked.length === 0 || asked.includes(name))
    findings.push(...(await bench((line) => process.stderr.write(`${line}\n`))));
process.stdout.write(`\n${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}\n`);
printFindings(findings);
