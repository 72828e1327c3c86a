/** The value that `share` (0…1) of the samples do not exceed. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

export const ms = (value: number): string => `${value.toFixed(1)} ms`;

/** One line of the report: a number, what the machine itself does in the same run, and the target. */
export interface Finding {
  what: string;
  measured: string;
  beside?: string;
  target?: string;
  /** Null: no target to meet. */
  met: boolean | null;
}

export function printFindings(findings: readonly Finding[]): void {
  const width = Math.max(...findings.map(({ what }) => what.length));
  for (const { what, measured, beside, target, met } of findings) {
    const verdict = met === null ? ' ' : met ? '✓' : '✗';
    const rest = [measured, beside, target && `target ${target}`].filter(Boolean).join(' · ');
    process.stdout.write(`${verdict} ${what.padEnd(width)}  ${rest}\n`);
  }
}
