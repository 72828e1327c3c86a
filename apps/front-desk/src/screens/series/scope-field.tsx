import type { CommandArgs } from '@holdfast/protocol/commands';
import { useId } from 'react';
import { words } from '../../words/words.ts';
import './series.css';

export type Scope = CommandArgs<'cancel_series'>['scope'];
const scopes: readonly Scope[] = ['this', 'following', 'all'];

interface Props {
  scope: Scope;
  onChange(scope: Scope): void;
  /** Among the fields of a form: the question stands where their labels do. */
  isField?: boolean;
  note?: string | null;
}

/** Which bookings of a series are meant: arrow keys or a tap. */
export function ScopeField({ scope, onChange, isField = false, note = null }: Props) {
  const name = useId();
  return (
    <fieldset className="series-scope" data-field={isField ? '' : undefined}>
      <legend>{words.series.scope}</legend>
      {scopes.map((each) => (
        <label key={each}>
          <input type="radio" name={name} value={each} checked={scope === each} onChange={() => onChange(each)} />
          {words.series.scopes[each]}
        </label>
      ))}
      {note === null ? null : <p className="series-scope-note" role="status">{note}</p>}
    </fieldset>
  );
}
