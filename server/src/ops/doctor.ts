import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Config } from '../config.ts';
import { makeDataDirectory } from '../db/data-directory.ts';
import { openDatabase } from '../db/open-database.ts';
import { describeRunningServer } from './running-server.ts';
import { isSound, verify } from './verify.ts';

export interface Finding {
  what: string;
  ok: boolean;
  said: string;
}

const freeBytesMin = 500 * 1024 * 1024;

/**
 * Looks at everything a start rests on and says in words what is wrong. Changes nothing that a start would
 * not: the data folder and the database are made where they are missing, and migrated.
 */
export async function examine(config: Config): Promise<Finding[]> {
  const findings: Finding[] = [];
  const look = async (what: string, work: () => Promise<string>): Promise<void> => {
    try {
      findings.push({ what, ok: true, said: await work() });
    } catch (fault) {
      findings.push({ what, ok: false, said: fault instanceof Error ? fault.message : String(fault) });
    }
  };
  await look('node', async () => {
    if (!('Temporal' in globalThis)) throw new Error(`Node ${process.version} has no Temporal; use the bundled one: pnpm holdfast doctor.`);
    return process.version;
  });
  await look('data directory', async () => {
    if (config.databaseUrl !== null) return 'not used: DATABASE_URL is set';
    await makeDataDirectory(config.dataDirectory);
    const { bavail, bsize } = await statfs(config.dataDirectory);
    if (bavail * bsize < freeBytesMin) throw new Error(`Only ${Math.round((bavail * bsize) / 1024 / 1024)} MB are free at ${config.dataDirectory}.`);
    return `${config.dataDirectory}, ${Math.round((bavail * bsize) / 1024 / 1024 / 1024)} GB free`;
  });
  await look('database', async () => {
    const opened = await openDatabase(config, () => {});
    try {
      const owner = new pg.Client({ connectionString: opened.ownerUrl });
      await owner.connect();
      try {
        const { rows } = await owner.query<{ server_version: string }>('show server_version');
        const { heads: _forPrograms, ...found } = await verify(owner);
        if (!isSound(found)) throw new Error(`The data breaks a promise: ${JSON.stringify(found)}.`);
        return `PostgreSQL ${rows[0]?.server_version}, ${found.overlaps} overlaps in ${found.claims} claims`;
      } finally {
        await owner.end();
      }
    } finally {
      await opened.close();
    }
  });
  await look('front desk', async () => {
    if (!existsSync(fileURLToPath(new URL('../../../apps/front-desk/dist/index.html', import.meta.url))))
      throw new Error('It is not built. Run: pnpm build');
    return 'built';
  });
  await look('server', () => describeRunningServer(config));
  return findings;
}
