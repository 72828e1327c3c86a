import { randomUUID } from 'node:crypto';
import type { Database } from '../db/database.ts';
import { mintApiKey } from './api-key.ts';
import { insertApiKey, type NewKey } from './api-key-sql.ts';
import { hashSecret } from './secret.ts';

/** Makes a key and tells it this once: only its hash is kept. */
export async function createApiKey(db: Database, asked: Omit<NewKey, 'keyId'>): Promise<{ key: string; keyId: string }> {
  const key = mintApiKey();
  const keyId = randomUUID();
  await insertApiKey(db, hashSecret(key), { ...asked, keyId });
  return { key, keyId };
}
