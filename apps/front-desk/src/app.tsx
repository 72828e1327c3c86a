import { Toaster } from 'sonner';
import { useSmallScreen } from './components/use-small-screen.ts';
import './design/toasts.css';
import type { Desk } from './desk.ts';
import { DeskContext, useDesk, useReadable } from './screens/desk-context.tsx';
import { FailureBoundary } from './screens/failure/failure-boundary.tsx';
import { EnrolScreen } from './screens/session/enrol-screen.tsx';
import { LockScreen } from './screens/session/lock-screen.tsx';
import { StartingScreen } from './screens/session/starting-screen.tsx';
import { Shell } from './screens/shell/shell.tsx';

export function App({ desk }: { desk: Desk }) {
  return (
    <FailureBoundary desk={desk}>
      <DeskContext value={desk}>
        <CurrentScreen />
        <Toasts />
      </DeskContext>
    </FailureBoundary>
  );
}

/** Where nothing is to be read or tapped just then: on a phone the panels come from below. */
function Toasts() {
  const place = { bottom: 74, top: 'calc(env(safe-area-inset-top) + 6px)' };
  return <Toaster className="toasts" position={useSmallScreen() ? 'top-center' : 'bottom-center'} duration={6_000} visibleToasts={2} offset={place} mobileOffset={place} />;
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
