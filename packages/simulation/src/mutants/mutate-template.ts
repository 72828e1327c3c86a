import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { templateDatabase } from '@holdfast/server/db/test-cluster';
import { breakFunction } from './break-function.ts';
import type { SqlMutant } from './sql-mutant.ts';
import { sqlMutants } from './sql-mutants.ts';

/** Names the rule to break; unset, all of them hold. */
export const mutantVariable = 'HOLDFAST_TEST_SQL_MUTANT';
/** In its place: no rule is broken, but each of them could be. */
export const allHold = 'none';

/**
 * Vitest `globalSetup`, after the test cluster's: breaks one rule of the gateway in the template that all test
 * databases are cloned from. The function is taken from the database and not from a file, so it does not matter which
 * migration wrote it last.
 */
export async function setup(project: Pick<TestProject, 'getProvidedContext'>): Promise<void> {
  const name = process.env[mutantVariable];
  if (name === undefined) return;
  const mutant = sqlMutants[name];
  if (!mutant && name !== allHold) throw new Error(`There is no SQL mutant "${name}".`);
  const template = new pg.Client({ connectionString: `${project.getProvidedContext().testCluster}${templateDatabase}` });
  await template.connect();
  try {
    if (mutant) await template.query(await breakIn(template, mutant));
    else await checkAll(template);
  } finally {
    await template.end();
  }
}

/** The broken function, as the database is to have it. Throws when the rule does not stand there as the mutant says. */
async function breakIn(template: pg.Client, mutant: SqlMutant): Promise<string> {
  const { rows } = await template.query<{ text: string }>(
    `select pg_get_functiondef(p.oid) as text from pg_proc p where p.pronamespace = 'gateway'::regnamespace and p.proname = $1`,
    [mutant.in],
  );
  if (rows.length !== 1) throw new Error(`There are ${rows.length} functions gateway.${mutant.in}.`);
  return breakFunction(rows[0]?.text ?? '', mutant);
}

/** All that fit no more at once, before the minutes that the others take. */
async function checkAll(template: pg.Client): Promise<void> {
  const unfit: string[] = [];
  for (const [name, mutant] of Object.entries(sqlMutants))
    await breakIn(template, mutant).catch((fault: Error) => unfit.push(`${name}: ${fault.message}`));
  if (unfit.length > 0) throw new Error(`These cannot be broken as they are written:\n${unfit.join('\n')}`);
}
