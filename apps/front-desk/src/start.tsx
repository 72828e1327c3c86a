import type { Root } from 'react-dom/client';
import { App } from './app.tsx';
import { createServerCalls } from './api/trpc-server-calls.ts';
import { createTerminalDesk } from './desk-of-terminal.ts';
import { browserPlatform } from './platform/browser.dom.ts';
import { StartingScreen } from './screens/session/starting-screen.tsx';
import { watchForUpdate } from './screens/update/watch-for-update.ts';

/** Opens the terminal and shows it. */
export async function start(root: Root): Promise<void> {
  root.render(<StartingScreen />);
  const desk = await createTerminalDesk({ server: createServerCalls(location.origin), platform: browserPlatform() });
  root.render(<App desk={desk} />);
  watchForUpdate(desk);
}
