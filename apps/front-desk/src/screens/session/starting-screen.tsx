import { Logo } from '../../components/logo.tsx';
import { words } from '../../words/words.ts';
import './session.css';

export function StartingScreen() {
  return (
    <main className="session">
      <div className="session-starting" role="status">
        <Logo size={44} />
        {words.starting}
      </div>
    </main>
  );
}
