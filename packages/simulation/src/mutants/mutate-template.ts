import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { templateDatabase } from '@holdfast/server/db/test-cluster';
import { sqlMutants, type SqlMutant } from './sql-mutants.ts';

/** Names the rule to break; unset, all of them hold. */
export const mutantVariable = 'HOLDFAST_TEST_SQL_MUTANT';

/**
 * Vitest `globalSetup`, after the test cluster's: breaks one rule of the gateway in the template that all test
 * databases are cloned from. The function is taken from the database and not from a file, so it does not matter which
 * migration wrote it last.
 */
export async function setup(project: Pick<TestProject, 'getProvidedContext'>): Promise<void> {
  const name = process.env[mutantVariable];
  if (name === undefined) return;
  const mutant = sqlMutants[name];
  if (!mutant) throw new Error(`There is no SQL mutant "${name}".`);
  const template = new pg.Client({ connectionString: `${project.getProvidedContext().testCluster}${templateDatabase}` });
  await template.connect();
  try {
    const { rows } = await template.query<{ text: string }>(
      `select pg_get_functiondef(p.oid) as text from pg_proc p where p.pronamespace = 'gateway'::regnamespace and p.proname = $1`,
      [mutant.in],
    );
    if (rows.length !== 1) throw new Error(`There are ${rows.length} functions gateway.${mutant.in}.`);
    await template.query(broken(rows[0]?.text ?? '', mutant));
  } finally {
    await template.end();
  }
}

/** A change that fits nowhere, or in two places, would break no rule or another one. */
function broken(text: string, { in: name, changes }: SqlMutant): string {
  return changes.reduce((changed, [from, to]) => {
    const places = changed.split(from).length - 1;
    if (places !== 1) throw new Error(`gateway.${name} has ${places} places that say: ${from}`);
    return changed.replace(from, () => to);
  }, text);
}
