import { Choice } from '../../components/choice.tsx';
import type { Rules, RuleSubject } from '../../rules.ts';
import { words } from '../../words/words.ts';
import { capital } from './capital.ts';
import { NumberRule, Problem, SubjectAnswer, YesRule } from './rule-fields.tsx';
import type { RuleEditor } from './use-rules.ts';

/** What each service needs, how long it takes, what is around it, whether its guests share a class, and what who missed bookings has to bring. */
export function ServiceRules({ editor }: { editor: RuleEditor }) {
  return (
    <>
      {editor.rules.services.map((service) => (
        <ServiceCard key={service.id} editor={editor} service={service} />
      ))}
    </>
  );
}

function ServiceCard({ editor, service }: { editor: RuleEditor; service: Rules['services'][number] }) {
  const said = words.rules;
  const subject = { of: 'service', subject: service.id } as const;
  const kinds = editor.rules.kinds.map(({ kind }) => kind);
  const needed = kinds.filter((kind) => editor.shown(subject, `needs.${kind}`) !== '0');
  const number = (path: string, label: string, unit?: string) => (
    <div key={path} className="rule-part">
      <span className="rule-note" aria-hidden="true">
        {label}
      </span>
      <NumberRule editor={editor} subject={subject} path={path} label={label} {...(unit === undefined ? {} : { unit })} />
    </div>
  );
  const minutes = (path: string, label: string) => number(path, label, said.minutes);
  return (
    <section className="rule-card" role="group" aria-label={service.name}>
      <h3 className="rule-label">{service.name}</h3>
      <div className="rule-parts">
        {minutes('durationMinutes', said.durationMinutes)}
        {minutes('preparationMinutes', said.preparationMinutes)}
        {minutes('cleanupMinutes', said.cleanupMinutes)}
        <NoShow editor={editor} subject={subject} />
      </div>
      <YesRule editor={editor} subject={subject} path="isClass" label={said.isClass} />
      <div className="rule-kinds">
        <div className="rule-parts" role="group" aria-label={said.needs}>
          <span className="rule-kind">{said.needs}</span>
          {kinds.map((kind) => number(`needs.${kind}`, capital(kind)))}
        </div>
        <Problem editor={editor} subject={subject} path="needs" />
        {(needed.length > 1 ? needed : []).map((kind) => (
          <div key={kind} className="rule-parts" role="group" aria-label={said.ofKind(kind)}>
            <span className="rule-kind">{said.ofKind(kind)}</span>
            {minutes(`kindBuffers.${kind}.preparationMinutes`, said.preparationMinutes)}
            {minutes(`kindBuffers.${kind}.cleanupMinutes`, said.cleanupMinutes)}
          </div>
        ))}
      </div>
      <SubjectAnswer editor={editor} subject={subject} />
    </section>
  );
}

/** A few missed bookings happen to everybody: where nothing was asked before, it begins with the third. */
const usualFrom = '3';

function NoShow({ editor, subject }: { editor: RuleEditor; subject: RuleSubject }) {
  const said = words.rules;
  const requires = editor.shown(subject, 'noShowRequires');
  const from = editor.shown(subject, 'noShowFrom');
  return (
    <div className="rule-part rule-no-show">
      <span className="rule-note" aria-hidden="true">
        {said.noShow}
      </span>
      <div className="rule-no-show-parts">
        <div className="rule-choice">
          <Choice
            label={said.noShow}
            value={requires === '' ? 'none' : requires}
            options={Object.entries(said.noShowRequires).map(([id, label]) => ({ id, label }))}
            placeholder=""
            onChange={(id) => editor.enter(subject, id === 'none' ? { noShowRequires: null, noShowFrom: null } : { noShowRequires: id, noShowFrom: from === '' ? usualFrom : from })}
          />
        </div>
        {requires === '' ? null : (
          <>
            <span className="rule-note">{said.noShowFrom}</span>
            <NumberRule editor={editor} subject={subject} path="noShowFrom" label={said.noShowFrom} />
          </>
        )}
      </div>
    </div>
  );
}
