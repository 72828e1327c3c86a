import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; started as root, it runs as this user. */
export interface OperatingUser {
  name: string;
  /** As files know it, from 0 up to 2³² − 1: what `stat` tells and `chown` takes. To start something, see `as`. */
  uid: number;
  gid: number;
}

/**
 * Whom to start a program as. The system counts users in 32 bits without a sign, Node's `spawn` takes them with
 * one: the "nobody" of macOS is 4294967294 here and -2 there, and either is refused in the other's place.
 */
export const as = (user: OperatingUser | null): { uid?: number; gid?: number } =>
  user ? { uid: user.uid | 0, gid: user.gid | 0 } : {};

const idOf = (text: string): number => Number(text) >>> 0;

/**
 * Who the cluster runs as: null (the current user) unless we are root. An existing cluster runs as whoever
 * owns it, so the same data works with and without sudo; a new one as `postgres`, else `nobody`.
 */
export async function operatingUser(existingCluster: string | null): Promise<OperatingUser | null> {
  if (process.getuid?.() !== 0) return null;
  if (existingCluster !== null) {
    const owner = await stat(existingCluster).catch(() => null);
    if (owner && owner.uid !== 0) return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  }
  // macOS has "_postgres" for this, and a "nobody" that owns nothing by design.
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const found = await lookUp(name);
    if (found) return found;
  }
  throw new Error('PostgreSQL refuses to run as root, and this system has neither a "postgres" nor a "nobody" user. Start Holdfast as an ordinary user or set DATABASE_URL.');
}

async function lookUp(name: string): Promise<OperatingUser | null> {
  const listed = userIn(await readFile('/etc/passwd', 'utf8').catch(() => ''), name);
  if (listed) return listed;
  // Directory services (macOS, LDAP) keep users outside /etc/passwd.
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { name, uid: idOf(uid.stdout), gid: idOf(gid.stdout) };
  } catch {
    return null;
  }
}

/** The user as a line of `/etc/passwd` names it; null when none does. */
export function userIn(passwd: string, name: string): OperatingUser | null {
  const line = passwd.split('\n').find((entry) => entry.startsWith(`${name}:`));
  if (line === undefined) return null;
  const [, , uid = '', gid = ''] = line.split(':');
  return { name, uid: idOf(uid), gid: idOf(gid) };
}

/** Whether `user` can enter `directory`; a home at 0700 above it is enough for no. */
export async function mayEnter(directory: string, user: OperatingUser): Promise<boolean> {
  return run('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { ...as(user), cwd: '/' }).then(
    () => true,
    () => false,
  );
}
