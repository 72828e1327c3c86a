import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { Logo } from '../../components/logo.tsx';
import type { Desk } from '../../desk.ts';
import { words } from '../../words/words.ts';
import '../session/session.css';
import { saveOutbox } from './save-outbox.ts';

interface Props {
  desk: Desk | null;
  children: ReactNode;
}

/** A screen that fails never takes the day with it: it says so, goes on, and hands out what is unsent. */
export class FailureBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error('A screen failed.', error, info.componentStack);
  }

  override render() {
    const { desk, children } = this.props;
    if (!this.state.failed) return children;
    return (
      <main className="session">
        <div className="session-card" role="alert">
          <Logo size={34} />
          <h1>{words.failure.title}</h1>
          <p>{words.failure.text}</p>
          <div className="session-buttons">
            <Button size="l" variant="primary" onClick={() => (desk === null ? location.reload() : this.setState({ failed: false }))}>
              {words.failure.goOn}
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
}
