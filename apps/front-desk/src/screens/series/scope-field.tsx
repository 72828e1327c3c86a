import type { CommandArgs } from '@holdfast/protocol/commands';
import { useId } from 'react';
import { words } from '../../words/words.ts';
import './series.css';

export type Scope = CommandArgs<'cancel_series'>['scope'];
const scopes: readonly Scope[] = ['this', 'following', 'all'];

/** Which bookings of a series are meant: arrow keys or a tap. */
export function ScopeField({ scope, onChange }: { scope: Scope; onChange(scope: Scope): void }) {
  const name = useId();
  return (
    <fieldset className="series-scope">
      <legend>{words.series.scope}</legend>
      {scopes.map((each) => (
        <label key={each}>
          <input type="radio" name={name} value={each} checked={scope === each} onChange={() => onChange(each)} />
          {words.series.scopes[each]}
        </label>
      ))}
    </fieldset>
  );
}
