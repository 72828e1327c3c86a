import type { StaffRow } from '@holdfast/protocol/rows';
import { useId, useRef, useState, type ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { ReasonPicker } from '../../components/reason-picker.tsx';
import type { AttentionCard, Exceptions } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useCatalogue, useDesk, useReadable } from '../desk-context.tsx';
import { signInProblem } from '../session/sign-in-problem.ts';
import './exception-dialog.css';
import { answersFor, mayGive, needsReason, type Hurdle } from './hurdles.ts';

interface Props {
  title: string;
  aside?: ReactNode;
  /** Why it takes this, in a sentence that can be read aloud. */
  why: string;
  /** Stands beneath it. */
  children?: ReactNode;
  action: string;
  hurdle: Hurdle;
  /** What was given for it before, and is asked for with it. */
  given?: AttentionCard['given'] | undefined;
  /** `reason`: as it was given, empty where none is asked for. */
  onGiven(exceptions: Exceptions, reason: string): void;
  onClose(): void;
}

/** Asks for what a rule wants before it yields: a reason, a deposit’s reference, and a manager’s PIN where the person at the counter is none. */
export function ExceptionDialog({ title, aside, why, children, action, hurdle: asked, given, onGiven, onClose }: Props) {
  const session = useReadable(useDesk().session);
  const id = useId();
  const [withoutDeposit, setWithoutDeposit] = useState(false);
  const hurdle: Hurdle = withoutDeposit ? { ...asked, deposit: false, rules: [...asked.rules, 'no_shows'] } : asked;
  const [reason, setReason] = useState('');
  const [deposit, setDeposit] = useState('');
  const [manager, setManager] = useState<StaffRow | null>(null);
  const [pin, setPin] = useState('');
  const [checking, setChecking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const pinField = useRef<HTMLInputElement>(null);
  const asksReason = needsReason(hurdle);
  const needsPin = session.state === 'signed_in' && !mayGive(answersFor(hurdle, given), session.actor, session.policies);
  const ready = (!asksReason || reason.trim() !== '') && (!hurdle.deposit || deposit.trim() !== '') && (!needsPin || (manager !== null && pin !== '')) && !checking;

  /** Whoever says who they are types their PIN next. */
  const choose = (chosen: StaffRow) => {
    setManager(chosen);
    setPin('');
    setProblem(null);
    pinField.current?.focus();
  };

  async function give() {
    if (!ready || session.state !== 'signed_in') return;
    const exceptions = exceptionsFor(hurdle, reason.trim(), deposit.trim());
    if (!needsPin || manager === null) {
      onGiven(exceptions, reason.trim());
      return;
    }
    setChecking(true);
    const answer = await session.vouch(manager.id, pin);
    setChecking(false);
    if (answer.ok) onGiven({ ...exceptions, approval: answer.approval }, reason.trim());
    else {
      setProblem(signInProblem(answer));
      setPin('');
      pinField.current?.focus();
    }
  }

  return (
    <Dialog width="s" title={title} aside={aside} closeLabel={words.close} onClose={onClose}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          // The form of a booking may lie under this one.
          event.stopPropagation();
          void give();
        }}
      >
        <div className="dialog-body">
          <p className="exception-why">{why}</p>
          {children}
          {hurdle.deposit ? (
            <Field label={words.exceptions.deposit} htmlFor={`${id}-deposit`} hint={words.exceptions.depositHow}>
              <input id={`${id}-deposit`} className="input" maxLength={200} autoFocus autoComplete="off" value={deposit} onChange={(event) => setDeposit(event.target.value)} />
            </Field>
          ) : null}
          {asksReason ? <ReasonPicker label={words.exceptions.reason} suggestions={reasonsFor(hurdle)} value={reason} onChange={setReason} /> : null}
          {needsPin ? (
            <Managers chosen={manager} onChoose={choose}>
              {manager === null ? null : (
                <Field label={words.exceptions.pin} htmlFor={`${id}-pin`}>
                  <input
                    id={`${id}-pin`}
                    ref={pinField}
                    autoFocus
                    className="input exception-pin"
                    type="password"
                    inputMode="numeric"
                    autoComplete="off"
                    maxLength={64}
                    value={pin}
                    onChange={(event) => {
                      setPin(event.target.value);
                      setProblem(null);
                    }}
                  />
                </Field>
              )}
            </Managers>
          ) : null}
          {problem === null ? null : (
            <p className="exception-problem" role="alert">
              {problem}
            </p>
          )}
          {asked.deposit && !withoutDeposit ? (
            <Button variant="quiet" className="exception-other" onClick={() => setWithoutDeposit(true)}>
              {words.exceptions.withoutDeposit}
            </Button>
          ) : null}
        </div>
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button size="l" variant="primary" type="submit" hint="↵" disabled={!ready}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Managers({ chosen, onChoose, children }: { chosen: StaffRow | null; onChoose(manager: StaffRow): void; children: ReactNode }) {
  const managers = useCatalogue().staff.filter(({ role }) => role === 'manager');
  const id = useId();
  if (managers.length === 0) return <p className="exception-note">{words.exceptions.noManager}</p>;
  return (
    <div className="exception-managers">
      <span id={id} className="reasons-label">
        {words.exceptions.whichManager}
      </span>
      <div className="reasons-list" role="group" aria-labelledby={id}>
        {managers.map((manager) => (
          <button key={manager.id} type="button" className="reason" aria-pressed={manager.id === chosen?.id} onClick={() => onChoose(manager)}>
            {manager.name}
          </button>
        ))}
      </div>
      {children}
    </div>
  );
}

function reasonsFor({ squeezeIn, rules, takeOver }: Hurdle): readonly string[] {
  if (takeOver) return words.details.takeOverReasons;
  if (squeezeIn) return words.exceptions.squeezeReasons;
  if (rules.includes('hours')) return words.exceptions.hoursReasons;
  return rules.includes('no_shows') ? words.exceptions.approvalReasons : words.exceptions.gapReasons;
}

function exceptionsFor({ squeezeIn, rules, deposit }: Hurdle, reason: string, depositReference: string): Exceptions {
  return {
    ...(squeezeIn ? { squeezeIn: { reason } } : {}),
    ...(rules.length > 0 ? { waive: { rules: [...rules], reason } } : {}),
    ...(deposit ? { depositReference } : {}),
  };
}
