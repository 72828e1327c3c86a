import { Delete } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import type { StaffRow } from '@holdfast/protocol/rows';
import { Button } from '../../components/button.tsx';
import { Logo } from '../../components/logo.tsx';
import type { Session, SignInAnswer } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useDesk, useReadable } from '../desk-context.tsx';
import './session.css';
import { signInProblem } from './sign-in-problem.ts';

type Locked = Extract<Session, { state: 'locked' }>;

const pinLengthMax = 12;
const pinLengthMin = 4;

export function LockScreen({ session }: { session: Locked }) {
  const waiting = useReadable(useDesk().connection).waiting;
  const staff = session.staff.filter((person) => person.active);
  const [person, setPerson] = useState<StaffRow | null>(null);
  return (
    <main className="session">
      <div className={person === null ? 'session-card session-wide' : 'session-card'}>
        <Logo size={34} />
        {person === null ? (
          <>
            <h1>{words.lock.title}</h1>
            {staff.length === 0 ? <p>{words.lock.nobody}</p> : null}
            <div className="session-names">
              {staff.map((candidate, index) => (
                <button key={candidate.id} type="button" className="session-name" autoFocus={index === 0} onClick={() => setPerson(candidate)}>
                  <span className="session-initials" aria-hidden="true">
                    {initials(candidate.name)}
                  </span>
                  <span>
                    {candidate.name}
                    {candidate.role === 'manager' ? <small>{words.lock.manager}</small> : null}
                  </span>
                </button>
              ))}
            </div>
          </>
        ) : (
          <PinPad key={person.id} person={person} session={session} onBack={() => setPerson(null)} />
        )}
        {waiting > 0 ? <p className="session-foot">{words.lock.waitingToSend(waiting)}</p> : null}
      </div>
    </main>
  );
}

function initials(name: string): string {
  const parts = name.split(/\s+/).filter((part) => part !== '');
  return [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map((part) => [...(part ?? '')][0] ?? '').join('').toUpperCase();
}

function PinPad({ person, session, onBack }: { person: StaffRow; session: Locked; onBack(): void }) {
  const [pin, setPin] = useState('');
  const [checking, setChecking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const enter = async () => {
    if (pin.length < pinLengthMin || checking) return;
    setChecking(true);
    setProblem(null);
    const answer: SignInAnswer = await session.signIn(person.id, pin).catch(() => ({ ok: false, why: 'unreachable' }));
    setChecking(false);
    if (answer.ok) return;
    setPin('');
    setProblem(signInProblem(answer));
  };
  const type = (digit: string) => {
    setProblem(null);
    setPin((current) => (current + digit).slice(0, pinLengthMax));
  };

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^\d$/.test(event.key)) type(event.key);
    else if (event.key === 'Backspace') setPin(pin.slice(0, -1));
    else if (event.key === 'Escape') onBack();
    // On a focused key of the pad, Enter presses that key.
    else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) void enter();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  // The name that was chosen had the focus; the digits that follow belong to the whole screen.
  useEffect(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }, []);

  return (
    <>
      <h1>{words.lock.pin(person.name)}</h1>
      <div className="pin" role="group" aria-label={words.lock.pin(person.name)}>
        <div className="pin-dots" role="status" aria-label={words.lock.digits(pin.length)}>
          {Array.from({ length: Math.max(pinLengthMin, pin.length) }, (_, index) => (
            <span key={index} className="pin-dot" data-on={index < pin.length ? '' : undefined} />
          ))}
        </div>
        <p className="session-problem" role="alert">
          {checking ? <span className="panel-note">{words.lock.checking}</span> : problem}
        </p>
        <div className="pin-keys">
          {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => (
            <button key={digit} type="button" className="pin-key" onClick={() => type(digit)}>
              {digit}
            </button>
          ))}
          <button type="button" className="pin-key pin-key-plain" aria-label={words.lock.remove} disabled={pin === ''} onClick={() => setPin(pin.slice(0, -1))}>
            <Delete size={22} />
          </button>
          <button type="button" className="pin-key" onClick={() => type('0')}>
            0
          </button>
          <button type="button" className="pin-key pin-key-go" aria-label={words.lock.enter} disabled={pin.length < pinLengthMin || checking} onClick={() => void enter()}>
            ↵
          </button>
        </div>
        <Button variant="quiet" onClick={onBack}>
          {words.lock.back}
        </Button>
      </div>
    </>
  );
}
