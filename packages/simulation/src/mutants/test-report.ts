/** Of Vitest's JSON report, what is read here. */
interface Report {
  testResults: { assertionResults: { title: string; status: string }[] }[];
}

/** Whether each test failed, by its title. Vitest reports as well when it could not begin: then no test is in it, and this throws. */
export function failedByTitle(report: string): ReadonlyMap<string, boolean> {
  const { testResults } = JSON.parse(report) as Report;
  const failed = testResults.flatMap(({ assertionResults }) => assertionResults.map(({ title, status }) => [title, status === 'failed'] as const));
  if (failed.length === 0) throw new Error('No test ran.');
  return new Map(failed);
}

/** Whether the test failed that had to. Throws when it did not run: that says nothing of the rule. */
export function wasNoticed(failed: ReadonlyMap<string, boolean>, noticedBy: string): boolean {
  const answer = failed.get(noticedBy);
  if (answer === undefined) throw new Error(`This test did not run: ${noticedBy}`);
  return answer;
}
