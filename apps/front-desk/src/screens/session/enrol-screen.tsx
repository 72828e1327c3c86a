import { useEffect, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Logo } from '../../components/logo.tsx';
import type { Session, SignInAnswer } from '../../desk.ts';
import { words } from '../../words/words.ts';
import './session.css';
import { signInProblem } from './sign-in-problem.ts';

type Unenrolled = Extract<Session, { state: 'unenrolled' }>;

/** The code of an invitation link, `…/#enrol=CODE`. */
function codeInAddress(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, '')).get('enrol') ?? '';
}

export function EnrolScreen({ session }: { session: Unenrolled }) {
  const [code, setCode] = useState(() => codeInAddress(location.hash));
  const [name, setName] = useState('');
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // A code is used once; leaving it in the address would offer it to the next reload and to the history.
  useEffect(() => {
    if (codeInAddress(location.hash) !== '') history.replaceState(null, '', location.pathname + location.search);
  }, []);

  const enrol = async () => {
    setWorking(true);
    setProblem(null);
    const answer: SignInAnswer = await session.enrol(code.trim(), name.trim()).catch(() => ({ ok: false, why: 'unreachable' }));
    setWorking(false);
    if (!answer.ok) setProblem(signInProblem(answer));
  };

  return (
    <main className="session">
      <div className="session-card">
        <Logo size={34} />
        <h1>{words.enrol.title}</h1>
        <p>{words.enrol.text}</p>
        <form
          className="session-form"
          onSubmit={(event) => {
            event.preventDefault();
            void enrol();
          }}
        >
          <label>
            {words.enrol.code}
            <input className="input session-code" value={code} required maxLength={40} autoComplete="one-time-code" autoCapitalize="characters" spellCheck={false} autoFocus={code === ''} onChange={(event) => setCode(event.target.value)} />
          </label>
          <label>
            {words.enrol.name}
            <input className="input" value={name} required maxLength={80} placeholder={words.enrol.namePlaceholder} autoFocus={code !== ''} onChange={(event) => setName(event.target.value)} />
          </label>
          <p className="session-problem" role="alert">
            {problem}
          </p>
          <Button size="l" variant="primary" type="submit" disabled={working || code.trim() === '' || name.trim() === ''}>
            {working ? words.enrol.working : words.enrol.action}
          </Button>
        </form>
      </div>
    </main>
  );
}
