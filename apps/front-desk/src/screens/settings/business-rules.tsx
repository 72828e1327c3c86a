import type { ReactNode } from 'react';
import { words } from '../../words/words.ts';
import { valueAt } from './rule-draft.ts';
import { ChoiceRule, NumberRule, SubjectAnswer, ToDefault } from './rule-fields.tsx';
import type { RuleEditor } from './use-rules.ts';

const business = { of: 'business', subject: '' } as const;

/** What holds for every location: how long time is held, who may what, and how freed time is offered. */
export function BusinessRules({ editor }: { editor: RuleEditor }) {
  const said = words.rules;
  const seconds = (path: string, label: string, note?: string) => (
    <Row editor={editor} path={path} label={label} tell={(value) => lasts(Number(value))} note={note}>
      <NumberRule editor={editor} subject={business} path={path} label={label} unit={said.seconds} />
    </Row>
  );
  const choice = (path: 'squeezeRole' | 'waiveRole' | 'waitlist', options: Readonly<Record<string, string>>) => (
    <Row editor={editor} path={path} label={said[path]} tell={(value) => options[value] ?? value}>
      <ChoiceRule editor={editor} subject={business} path={path} label={said[path]} options={options} />
    </Row>
  );
  return (
    <>
      <section className="rule-group">
        <h3 className="rule-heading">{said.holds}</h3>
        {Object.keys(editor.rules.business.defaults.holdSeconds).map((channel) => (
          <div key={channel}>{seconds(`holdSeconds.${channel}`, said.channels[channel] ?? channel)}</div>
        ))}
        {seconds('alternativeSeconds', said.alternativeSeconds)}
        {seconds('undoSeconds', said.undoSeconds, said.undoNote)}
      </section>
      <section className="rule-group">
        <h3 className="rule-heading">{said.decisions}</h3>
        {choice('squeezeRole', said.roles)}
        {choice('waiveRole', said.roles)}
        {choice('waitlist', said.waitlistOrders)}
        {seconds('waitlistOfferSeconds', said.waitlistOfferSeconds)}
        <Row editor={editor} path="waitlistLapses" label={said.waitlistLapses} tell={(value) => value}>
          <NumberRule editor={editor} subject={business} path="waitlistLapses" label={said.waitlistLapses} unit={said.inARow} />
        </Row>
      </section>
      <SubjectAnswer editor={editor} subject={business} />
    </>
  );
}

interface RowProps {
  editor: RuleEditor;
  path: string;
  label: string;
  /** The default, in words. */
  tell(value: string): string;
  note?: string | undefined;
  children: ReactNode;
}

function Row({ editor, path, label, tell, note, children }: RowProps) {
  const byDefault = String(valueAt(editor.rules.business.defaults, path));
  const isDefault = editor.shown(business, path) === byDefault;
  return (
    <div className="rule-row">
      <div>
        <span className="rule-label">{label}</span>
        <span className="rule-note">
          {words.rules.byDefault(tell(byDefault))}
          {note === undefined ? null : ` · ${note}`}
        </span>
      </div>
      {children}
      <ToDefault editor={editor} subject={business} path={path} label={label} isDefault={isDefault} />
    </div>
  );
}

/** 300: `300 s (5 min)`; below a minute the seconds say it. */
function lasts(seconds: number): string {
  const text = `${seconds} ${words.rules.seconds}`;
  return seconds < 120 || seconds % 60 !== 0 ? text : `${text} (${words.duration(seconds / 60)})`;
}
