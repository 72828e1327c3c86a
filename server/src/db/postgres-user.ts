import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; started as root, it runs as this user. */
export interface OperatingUser {
  name: string;
  uid: number;
  gid: number;
}

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
  for (const name of ['postgres', 'nobody']) {
    const found = await lookUp(name);
    if (found) return found;
  }
  throw new Error('PostgreSQL refuses to run as root, and this system has neither a "postgres" nor a "nobody" user. Start Holdfast as an ordinary user or set DATABASE_URL.');
}

async function lookUp(name: string): Promise<OperatingUser | null> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const line = passwd.split('\n').find((entry) => entry.startsWith(`${name}:`));
  if (line !== undefined) {
    const [, , uid, gid] = line.split(':');
    return { name, uid: Number(uid), gid: Number(gid) };
  }
  // Directory services (macOS, LDAP) keep users outside /etc/passwd.
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/** Whether `user` can enter `directory`; a home at 0700 above it is enough for no. */
export async function mayEnter(directory: string, user: OperatingUser): Promise<boolean> {
  return run('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { uid: user.uid, gid: user.gid, cwd: '/' }).then(
    () => true,
    () => false,
  );
}
