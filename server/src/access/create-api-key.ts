import { randomUUID } from 'node:crypto';
import type { Database } from '../db/database.ts';
import { mintApiKey } from './api-key.ts';
import { insertApiKey } from './api-key-sql.ts';
import type { KeyScope } from './scope.ts';
import { hashSecret } from './secret.ts';

/** Makes a key and tells it this once: only its hash is kept. */
export async function createApiKey(db: Database, asked: Omit<KeyScope, 'keyId'>): Promise<{ key: string; scope: KeyScope }> {
  const key = mintApiKey();
  const scope: KeyScope = { ...asked, keyId: randomUUID() };
  await insertApiKey(db, hashSecret(key), scope);
  return { key, scope };
}
