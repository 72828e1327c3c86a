import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export interface ChildEnd {
  /** Exit code; null when a signal ended it. */
  code: number | null;
  timedOut: boolean;
}

export interface ChildPlan {
  command: readonly string[];
  folder: string;
  environment: Readonly<Record<string, string>>;
  limitMinutes: number;
}

/** How long a child may take to close its servers and databases before it is killed. */
const graceMs = 15_000;
const onWindows = process.platform === 'win32';

/**
 * Runs a JavaScript program with our Node, its output streaming to ours and nothing on its input. It gets
 * its own process group, so that stopping it stops the servers and browsers it started.
 */
export function startChild(
  plan: ChildPlan,
  root: string,
): { ended: Promise<ChildEnd>; stop: (signal: NodeJS.Signals) => void } {
  const child = spawn(process.execPath, plan.command, {
    cwd: join(root, plan.folder),
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...plan.environment },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: !onWindows,
  });
  let timedOut = false;
  let killTimer: NodeJS.Timeout | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    signalGroup(child, signal);
    killTimer ??= setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  };
  const limitTimer = setTimeout(() => {
    timedOut = true;
    stop('SIGTERM');
  }, plan.limitMinutes * 60_000);
  const ended = new Promise<ChildEnd>((resolve) => {
    const end = (code: number | null): void => {
      clearTimeout(limitTimer);
      clearTimeout(killTimer);
      // Whatever it left behind in its group must not outlive the phase.
      signalGroup(child, 'SIGKILL');
      resolve({ code, timedOut });
    };
    child.once('error', () => end(null));
    child.once('exit', (code) => end(code));
  });
  return { ended, stop };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (onWindows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone: what we wanted.
  }
}
