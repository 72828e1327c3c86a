import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';
import { packagedBrowser } from './packaged-browser.ts';

/**
 * A Chromium that starts on this machine, as a path: `HOLDFAST_BROWSER`, else the one Playwright installed,
 * else one of the system, else the one that comes with our npm packages (Linux x64). Throws with what to
 * install when there is none.
 */
export async function findBrowser(): Promise<string> {
  const chosen = process.env['HOLDFAST_BROWSER'];
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen)) throw new Error(`HOLDFAST_BROWSER names ${chosen}, where no file is.`);
    return chosen;
  }
  const tried: string[] = [];
  for (const path of [playwrightsOwn(), ...systemPaths()]) {
    if (path === null || !existsSync(path)) continue;
    const fault = await startFault(path);
    if (fault === null) return path;
    tried.push(`${path}: ${fault}`);
  }
  const packaged = await packagedBrowser(startFault);
  if (typeof packaged === 'string') return packaged;
  if (packaged !== null) tried.push(`the packaged one: ${packaged.fault}`);
  throw new Error(
    [
      'The browser tests need Chromium, and none here starts.',
      ...tried.map((line) => `  ${line}`),
      'Any of these helps:',
      '  Debian, Ubuntu   apt-get install chromium',
      '  macOS, Windows   install Google Chrome',
      '  anywhere         npx playwright install chromium',
      '  or name one      HOLDFAST_BROWSER=/path/to/chromium',
    ].join('\n'),
  );
}

function playwrightsOwn(): string | null {
  try {
    return chromium.executablePath();
  } catch {
    // Playwright knows no build for this system.
    return null;
  }
}

function systemPaths(): string[] {
  const { env } = process;
  if (process.platform === 'darwin')
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  if (process.platform === 'win32')
    return [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].flatMap((folder) =>
      folder === undefined
        ? []
        : [
            join(folder, 'Google/Chrome/Application/chrome.exe'),
            join(folder, 'Microsoft/Edge/Application/msedge.exe'),
          ],
    );
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = ['/usr/bin', '/usr/local/bin', '/snap/bin'];
  return folders.flatMap((folder) => names.map((name) => join(folder, name)));
}

/** Why a browser does not start, null when it does. Missing system libraries show only this way. */
async function startFault(path: string): Promise<string | null> {
  // Chrome on Windows answers `--version` by opening a window.
  if (process.platform === 'win32') return null;
  try {
    await promisify(execFile)(path, ['--version'], { timeout: 20_000 });
    return null;
  } catch (fault) {
    const text = fault instanceof Error ? fault.message : String(fault);
    const library = /error while loading shared libraries: ([\w.+-]+)/.exec(text)?.[1];
    if (library === undefined) return text.split('\n').at(-1) ?? text;
    return `needs ${library}`;
  }
}
