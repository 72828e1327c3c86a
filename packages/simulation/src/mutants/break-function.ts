import type { SqlMutant } from './sql-mutant.ts';

/** The function with the rule broken. A change that fits nowhere, or in two places, would break no rule or another one: throws. */
export function breakFunction(text: string, { in: name, changes }: Pick<SqlMutant, 'in' | 'changes'>): string {
  return changes.reduce((changed, [from, to]) => {
    const places = changed.split(from).length - 1;
    if (places !== 1) throw new Error(`gateway.${name} says ${places === 0 ? 'nowhere' : `in ${places} places`}, and must once: ${from}`);
    return changed.replace(from, () => to);
  }, text);
}
