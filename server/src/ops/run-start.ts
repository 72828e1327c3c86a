import { ConfigError, readConfig, type Config } from '../config.ts';
import type { DemoOffer } from '../demo/offer-demo.ts';
import { startServer, type RunningServer } from '../start-server.ts';
import { createLog } from './log.ts';

/** A stop that takes longer than this is cut short. */
const stopMs = 5_000;

/**
 * `holdfast start`: runs until it is told to stop. A wrong start is one line on stderr and exit code 1, a
 * wrong variable exit code 2.
 */
export async function runStart(environment: Record<string, string | undefined>): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  let config: Config;
  let running: RunningServer | null = null;
  let stopping = false;

  const stop = async (code: number): Promise<void> => {
    if (stopping) process.exit(code || 130); // asked twice: at once
    stopping = true;
    setTimeout(() => process.exit(code || 1), stopMs).unref();
    await running?.close();
    process.exit(code);
  };

  try {
    config = readConfig(environment);
    const log = createLog(config.logLevel);
    const starting = startServer(config, log, say);
    // A stop during the start waits for the start to finish, so that nothing half-started is left behind.
    const stopWhenStarted = (): void =>
      void starting.catch(() => null).then((started) => ((running = started), stop(0)));
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => stopWhenStarted());
    // On Windows there is no signal to send to another process. A parent with a channel to this one says it instead, in
    // the word that process managers have for it.
    process.on('message', (said) => {
      if (said === 'shutdown') stopWhenStarted();
    });
    // The window was closed. Without a window somebody (nohup, a service manager) may want us to outlive theirs.
    if (process.stdout.isTTY) {
      process.on('SIGHUP', () => stopWhenStarted());
      for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
    }
    process.on('uncaughtException', (fault) => {
      log.fatal({ err: fault }, 'stopping after a fault nobody caught');
      void stop(1);
    });
    running = await starting;
    // For a person at the console. The log's `ready` line has no codes and PINs: logs are kept and shipped.
    const banner = bannerOf(running);
    (process.stdout.isTTY ? process.stdout : process.stderr).write(banner);
    if (!process.stdout.isTTY)
      log.info({ address: running.address, publicUrl: running.publicUrl, demo: running.demo?.tenantName ?? null }, 'ready');
  } catch (fault) {
    const line = fault instanceof Error ? fault.message : String(fault);
    say(fault instanceof ConfigError ? line : `Holdfast could not start: ${line}`);
    process.exit(fault instanceof ConfigError ? 2 : 1);
  }
}

function bannerOf({ publicUrl, demo }: { publicUrl: string; demo: DemoOffer | null }): string {
  const lines = ['', `Holdfast is open at ${publicUrl}`];
  if (demo) {
    lines.push('', `The demo chain, ${demo.tenantName}. Enrol this browser at one of its counters (links work for 24 hours):`);
    for (const { name, link } of demo.locations) lines.push(`  ${name.padEnd(26)} ${link}`);
    lines.push('', 'Staff and PINs:');
    for (const { name, role, pin } of demo.staff) lines.push(`  ${name.padEnd(26)} ${pin}  ${role}`);
  }
  return `${lines.join('\n')}\n\nCtrl-C stops it.\n`;
}
