import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { as, type OperatingUser } from './postgres-user.ts';

/**
 * Runs a tool that leaves a server behind (`pg_ctl`), as `user`, until the tool itself has ended. Rejects when it
 * cannot be started or says it failed; what it has to say is in the log it was given.
 *
 * Nothing of ours is handed on: on Windows the server inherits whatever the tool was given, so a pipe to us would
 * stay open as long as the server runs, and we would wait for its end. And an interrupt at the console goes to us
 * alone, who stop the server in order: elsewhere by a session of its own, on Windows by a console of its own that
 * nobody sees.
 */
export async function runTool(
  file: string,
  args: readonly string[],
  { user, cwd, env = process.env }: { user: OperatingUser | null; cwd: string; env?: NodeJS.ProcessEnv },
): Promise<void> {
  const onWindows = process.platform === 'win32';
  const child = spawn(file, args, { ...as(user), cwd, env, stdio: 'ignore', detached: !onWindows, windowsHide: true });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (code !== 0) throw new Error(`${file} ${args[0] ?? ''} ended with ${code ?? signal}.`);
}
