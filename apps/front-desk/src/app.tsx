import { Toasts } from './components/toasts.tsx';
import { useStrayInput } from './components/use-meaning.ts';
import type { Desk } from './desk.ts';
import { DeskContext, useDesk, useReadable } from './screens/desk-context.tsx';
import { FailureBoundary } from './screens/failure/failure-boundary.tsx';
import { EnrolScreen } from './screens/session/enrol-screen.tsx';
import { LockScreen } from './screens/session/lock-screen.tsx';
import { StartingScreen } from './screens/session/starting-screen.tsx';
import { Shell } from './screens/shell/shell.tsx';

export function App({ desk }: { desk: Desk }) {
  useStrayInput();
  return (
    <FailureBoundary desk={desk}>
      <DeskContext value={desk}>
        <CurrentScreen />
        <Toasts />
      </DeskContext>
    </FailureBoundary>
  );
}

function CurrentScreen() {
  const session = useReadable(useDesk().session);
  switch (session.state) {
    case 'starting':
      return <StartingScreen />;
    case 'unenrolled':
      return <EnrolScreen session={session} />;
    case 'locked':
      return <LockScreen session={session} />;
    case 'signed_in':
      return <Shell />;
  }
}
