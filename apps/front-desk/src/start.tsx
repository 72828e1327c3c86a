import { App } from './app.tsx';
import { createServerCalls } from './api/trpc-server-calls.ts';
import { createTerminalDesk } from './desk-of-terminal.ts';
import { browserPlatform } from './platform/browser.dom.ts';
import { FailureScreen } from './screens/failure/failure-screen.tsx';
import { StartingScreen } from './screens/session/starting-screen.tsx';
import { watchForUpdate } from './screens/update/watch-for-update.ts';
import { words } from './words/words.ts';

/** Opens the terminal and shows it. */
export async function start(root: { render(screen: ReturnType<typeof StartingScreen>): void }): Promise<void> {
  root.render(<StartingScreen />);
  try {
    const desk = await createTerminalDesk({ server: createServerCalls(location.origin), platform: browserPlatform() });
    root.render(<App desk={desk} />);
    watchForUpdate(desk);
  } catch (error) {
    reportError(error);
    root.render(<FailureScreen title={words.failure.closedTitle} text={words.failure.closedText} desk={null} goOn={words.failure.tryAgain} onGoOn={() => location.reload()} />);
  }
}
