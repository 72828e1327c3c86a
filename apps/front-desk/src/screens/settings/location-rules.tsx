import { words } from '../../words/words.ts';
import { capital } from './capital.ts';
import { ChoiceRule, NumberRule, SubjectAnswer, YesRule } from './rule-fields.tsx';
import type { RuleEditor } from './use-rules.ts';

/** How many may be at each room or person at once, how many beyond that, whether only of one class, and who a person is elsewhere. */
export function ResourceRules({ editor }: { editor: RuleEditor }) {
  const said = words.rules;
  return (
    <Table title={said.resource} columns={[said.capacity, said.squeezeLanes, said.squeezePerDay]}>
      {editor.rules.resources.map(({ id, name, kind }) => (
        <Line key={id} editor={editor} of="resource" subject={id} name={name} columns={{ capacity: said.capacity, squeezeLanes: said.squeezeLanes, squeezePerDay: said.squeezePerDay }}>
          <ClassesApart editor={editor} resource={id} />
          <SamePerson editor={editor} resource={id} isPerson={kind === 'person'} />
        </Line>
      ))}
    </Table>
  );
}

/** With a single place nobody shares it, so there is nothing to ask. */
function ClassesApart({ editor, resource }: { editor: RuleEditor; resource: string }) {
  const subject = { of: 'resource', subject: resource } as const;
  if (!(Number(editor.shown(subject, 'capacity')) > 1)) return null;
  return <YesRule editor={editor} subject={subject} path="oneClassAtATime" label={words.rules.oneClassAtATime} />;
}

/** Where nobody works elsewhere, there is nobody to be. */
function SamePerson({ editor, resource, isPerson }: { editor: RuleEditor; resource: string; isPerson: boolean }) {
  const said = words.rules;
  const subject = { of: 'resource', subject: resource } as const;
  const { people } = editor.rules;
  const now = editor.shown(subject, 'person');
  if (now === nobodyElse && (!isPerson || people.length === 0)) return null;
  const known = people.map(({ person, name, locations }) => [person, said.whoElsewhere(name, locations.join(', '))] as const);
  return (
    <div className="rule-same">
      <span className="rule-note" aria-hidden="true">
        {said.person}
      </span>
      <ChoiceRule editor={editor} subject={subject} path="person" label={said.person} options={{ [nobodyElse]: said.nobodyElse, ...(now === nobodyElse ? {} : { [now]: now }), ...Object.fromEntries(known) }} />
    </div>
  );
}

/** As the server calls it. */
const nobodyElse = 'none';

/** What is kept free around a booking of a kind, and how long the people who work elsewhere too are on the way. */
export function KindRules({ editor }: { editor: RuleEditor }) {
  const said = words.rules;
  const { kinds, travel } = editor.rules;
  return (
    <>
      <Table title={said.kind} columns={[said.minimumGapMinutes, said.shortestSellableMinutes]}>
        {kinds.map(({ kind }) => (
          <Line
            key={kind} editor={editor} of="kind" subject={kind} name={capital(kind)} unit={said.minutes}
            columns={{ minimumGapMinutes: said.minimumGapMinutes, shortestSellableMinutes: said.shortestSellableMinutes }}
          />
        ))}
      </Table>
      <h3 className="rule-heading">{said.travel}</h3>
      {travel.length === 0 ? <p className="panel-note">{said.noTravel}</p> : null}
      {travel.length === 0 ? null : (
        <Table title={said.travelTo} columns={[said.travelMinutes]}>
          {travel.map(({ locationId, name }) => (
            <Line key={locationId} editor={editor} of="travel" subject={locationId} name={name} unit={said.minutes} columns={{ minutes: said.travelMinutes }} />
          ))}
        </Table>
      )}
    </>
  );
}

/** The heads are for the eye: each field says its own name. */
function Table({ title, columns, children }: { title: string; columns: readonly string[]; children: React.ReactNode }) {
  return (
    <div className={`rule-table rule-table-${columns.length}`}>
      <div className="rule-head" aria-hidden="true">
        <span>{title}</span>
        {columns.map((column) => (
          <span key={column}>{column}</span>
        ))}
      </div>
      {children}
    </div>
  );
}

interface LineProps {
  editor: RuleEditor;
  of: 'resource' | 'kind' | 'travel';
  subject: string;
  name: string;
  unit?: string;
  /** Path → what it is called. */
  columns: Readonly<Record<string, string>>;
  /** What is not a number, below. */
  children?: React.ReactNode;
}

function Line({ editor, of, subject, name, unit, columns, children }: LineProps) {
  return (
    <div className="rule-line" role="group" aria-label={name}>
      <span className="rule-label">{name}</span>
      {Object.entries(columns).map(([path, label]) => (
        <div key={path}>
          <span className="rule-column" aria-hidden="true">
            {label}
          </span>
          <NumberRule editor={editor} subject={{ of, subject }} path={path} label={label} {...(unit === undefined ? {} : { unit })} />
        </div>
      ))}
      {children}
      <SubjectAnswer editor={editor} subject={{ of, subject }} />
    </div>
  );
}
