import { RotateCcw } from 'lucide-react';
import { useId } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import type { RuleSubject } from '../../rules.ts';
import { words } from '../../words/words.ts';
import { useClock } from '../desk-context.tsx';
import type { RuleEditor } from './use-rules.ts';

interface RuleProps {
  editor: RuleEditor;
  subject: RuleSubject;
  /** The rule's path, e.g. `holdSeconds.web`. */
  path: string;
  /** Read aloud, and where there is room also seen. */
  label: string;
}

/** A whole number with its unit; what the server says to it stands below. */
export function NumberRule({ editor, subject, path, label, unit }: RuleProps & { unit?: string }) {
  const id = useId();
  const problem = editor.problem(subject, path);
  return (
    <div className="rule-value">
      <span className="rule-number">
        <input
          className="input rule-input"
          inputMode="numeric"
          autoComplete="off"
          maxLength={6}
          aria-label={label}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : id}
          value={editor.shown(subject, path)}
          onFocus={(event) => event.target.select()}
          onChange={(event) => editor.enter(subject, { [path]: event.target.value })}
        />
        {unit === undefined ? null : <span className="rule-unit">{unit}</span>}
      </span>
      <Problem id={id} editor={editor} subject={subject} path={path} />
    </div>
  );
}

/** One of a few words. */
export function ChoiceRule({ editor, subject, path, label, options }: RuleProps & { options: Readonly<Record<string, string>> }) {
  return (
    <div className="rule-value rule-choice">
      <Choice
        label={label}
        value={editor.shown(subject, path)}
        options={Object.entries(options).map(([id, text]) => ({ id, label: text }))}
        placeholder=""
        onChange={(value) => editor.enter(subject, { [path]: value })}
      />
      <Problem editor={editor} subject={subject} path={path} />
    </div>
  );
}

/** Yes or no, as a sentence of its own. */
export function YesRule({ editor, subject, path, label }: RuleProps) {
  const id = useId();
  const problem = editor.problem(subject, path);
  return (
    <div className="rule-value">
      <label className="rule-yes">
        <input
          type="checkbox"
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : id}
          checked={editor.shown(subject, path) === 'true'}
          onChange={(event) => editor.enter(subject, { [path]: String(event.target.checked) })}
        />
        {label}
      </label>
      <Problem id={id} editor={editor} subject={subject} path={path} />
    </div>
  );
}

/** Back to what holds where nobody has said otherwise; keeps its place where there is nothing to put back. */
export function ToDefault({ editor, subject, path, label, isDefault }: RuleProps & { isDefault: boolean }) {
  if (isDefault) return <span className="rule-reset" />;
  return (
    <IconButton
      label={words.rules.toDefault(label)}
      className="rule-reset"
      onClick={(event) => {
        editor.enter(subject, { [path]: null });
        // It goes, so whoever came by keys is put back to the value.
        event.currentTarget.closest('.rule-row')?.querySelector<HTMLElement>('input, button')?.focus();
      }}
    >
      <RotateCcw size={16} aria-hidden="true" />
    </IconButton>
  );
}

export function Problem({ editor, subject, path, id }: Pick<RuleProps, 'editor' | 'subject'> & { path: string | null; id?: string }) {
  const problem = editor.problem(subject, path);
  return problem === null ? null : (
    <p className="rule-problem" role="alert" id={id}>
      {problem}
    </p>
  );
}

/** What the server said to all of a thing; and whom a smaller capacity leaves beyond it, with the way to mean it. */
export function SubjectAnswer({ editor, subject }: Pick<RuleProps, 'editor' | 'subject'>) {
  const clock = useClock();
  const answer = editor.refused(subject);
  if (answer?.status !== 'touches') return <Problem editor={editor} subject={subject} path={null} />;
  return (
    <div className="rule-touches" role="alert">
      <p>{answer.problem}</p>
      <ul>
        {answer.touches.map(({ id, who, reference, start, end }) => (
          <li key={id}>
            <strong>{who ?? words.rules.somebody}</strong> {clock.date(Date.parse(start))}, {clock.range(Date.parse(start), Date.parse(end))} · {reference ?? words.rules.touchedHold}
          </li>
        ))}
      </ul>
      <Button onClick={() => editor.save(subject)}>{words.rules.touchedGoOn}</Button>
    </div>
  );
}
