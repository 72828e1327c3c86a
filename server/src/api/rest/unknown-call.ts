import type { Operation } from './operation.ts';
import { ProblemError } from './problem.ts';

/** Why no operation answers: the path has others (405, with `Allow`), or there is no such path. `path` is below `/api/v1`. */
export function unknownCall(operations: readonly Pick<Operation, 'method' | 'path'>[], path: string, prefix: string): ProblemError {
  const there = operations.filter((operation) => isLike(operation.path, path)).map(({ method }): string => method);
  // A page that only reads is asked for its headers alone just as well.
  const allowed = [...new Set(there.includes('GET') ? [...there, 'HEAD'] : there)].toSorted().join(', ');
  return allowed === ''
    ? new ProblemError(404, 'no_such_call', `There is no such call. ${prefix}/openapi.json lists those there are.`)
    : new ProblemError(405, 'no_such_method', `This path takes ${allowed}. ${prefix}/openapi.json says what each does.`, { headers: { allow: allowed } });
}

/** `pattern` in OpenAPI's notation. A trailing slash is another path, as it is for the router. */
function isLike(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, index) => (part.startsWith('{') ? given[index] !== '' : part === given[index]));
}
