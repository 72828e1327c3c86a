import { open } from 'node:fs/promises';
import type pg from 'pg';
import type { TenantNo } from '../access/scope.ts';
import { exportBookings } from '../import/export-bookings.ts';
import { UsageError, type Answer, type Call } from './command-arguments.ts';

type Run = (owner: pg.Client, place: { tenantNo: TenantNo; locationId: string }) => Promise<Answer>;

/**
 * `export --location SLUG [FILE.csv]`: the calendar as `import` reads it, into the file, else on stdout through
 * `write`; what is said of it goes to stderr then. Throws `UsageError`.
 */
export function readExportCall(call: Call, write: (text: string) => unknown): Run {
  const { file, json } = call;
  if (file === null && json) throw new UsageError('With --json the rows go to a file: pnpm holdfast export FILE.csv --location SLUG --json');
  const onProgress = (done: number) => call.tellProgress(`${done} rows`);
  return async (owner, place) => {
    const target = file === null ? null : await open(file, 'w').catch((fault: NodeJS.ErrnoException) => {
      throw new Error(`${file} cannot be written: ${fault.message}.`);
    });
    try {
      const put = async (csv: string): Promise<void> => void (await (target === null ? write(csv) : target.write(csv)));
      const report = await exportBookings(owner, place, put, onProgress);
      const said = `${report.rows} rows.`;
      if (target === null) call.tell(said);
      return { ok: true, text: target === null ? '' : `${said}\n`, data: report };
    } finally {
      await target?.close();
    }
  };
}
