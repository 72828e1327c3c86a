import { Button } from '../../components/button.tsx';
import { Logo } from '../../components/logo.tsx';
import type { Desk } from '../../desk.ts';
import { words } from '../../words/words.ts';
import '../session/session.css';
import { saveOutbox } from './save-outbox.ts';

interface Props {
  title: string;
  text: string;
  desk: Desk | null;
  goOn: string;
  onGoOn(): void;
}

/** What went wrong in words, how to go on, and a copy of what is unsent. Never a stack. */
export function FailureScreen({ title, text, desk, goOn, onGoOn }: Props) {
  return (
    <main className="session">
      <div className="session-card" role="alert">
        <Logo size={34} />
        <h1>{title}</h1>
        <p>{text}</p>
        <div className="session-buttons">
          <Button size="l" variant="primary" onClick={onGoOn}>
            {goOn}
          </Button>
          {desk === null ? null : (
            <Button size="l" onClick={() => void saveOutbox(desk)}>
              {words.connection.exportOutbox}
            </Button>
          )}
        </div>
      </div>
    </main>
  );
}
