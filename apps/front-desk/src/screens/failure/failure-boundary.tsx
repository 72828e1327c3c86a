import { Component, type ReactNode } from 'react';
import type { Desk } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { FailureScreen } from './failure-screen.tsx';

interface Props {
  desk: Desk;
  children: ReactNode;
}

/** A screen that fails never takes the day with it: it says so, goes on, and hands out what is unsent. */
export class FailureBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown) {
    // For the browser's own log and whoever listens there; the screen shows words, never a stack.
    reportError(error);
  }

  override render() {
    const { desk, children } = this.props;
    if (!this.state.failed) return children;
    return <FailureScreen title={words.failure.title} text={words.failure.text} desk={desk} goOn={words.failure.goOn} onGoOn={() => this.setState({ failed: false })} />;
  }
}
