import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from '../config.ts';

/** Makes `directory`, and what is missing above it, for this user to write in. Throws `ConfigError`. */
export async function makeDataDirectory(directory: string): Promise<void> {
  try {
    await make(directory);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (fault) {
    throw new ConfigError('HOLDFAST_DATA_DIR', directory, `a folder that this user may write to (${whyNot(fault)})`);
  }
}

/**
 * Level by level instead of `recursive`: where a file system answers "no such folder" for ever (a lost
 * mount, /proc), Node's own would try for ever.
 */
async function make(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (fault) {
    if (await isDirectory(directory)) return;
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(directory) === directory) throw fault;
    await make(dirname(directory));
    await mkdir(directory).catch(async (again: unknown) => {
      if (!(await isDirectory(directory))) throw again;
    });
  }
}

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

function whyNot(fault: unknown): string {
  const { code, message } = fault as NodeJS.ErrnoException;
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a file is in the way';
    case 'EACCES':
    case 'EPERM':
      return 'this user has no permission';
    case 'ENOENT':
      return 'it cannot be made there';
    case 'EROFS':
      return 'the disk is read-only';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return message;
  }
}
