import type pg from 'pg';
import { listApiKeys, revokeApiKey, type ListedKey } from '../access/api-key-sql.ts';
import { createApiKey } from '../access/create-api-key.ts';
import { keyChannels, keyRoles, mintTenantNo, type TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { UsageError, type Answer, type Call } from './command-arguments.ts';
import { namedLocations } from './named-locations.ts';

const actions = ['create', 'list', 'revoke'] as const;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What `api-key …` was asked to do, checked before a database is opened. Throws `UsageError`. */
export function readApiKeyCall(call: Call): (db: Database, owner: pg.Client) => Promise<Answer> {
  const [action, id, ...rest] = call.words;
  if (action === undefined || !(actions as readonly string[]).includes(action))
    throw new UsageError(`Say what to do with keys: pnpm holdfast api-key ${actions.join(' | ')}.`);
  const extra = action === 'revoke' ? rest[0] : id;
  if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many for api-key ${action}.`);
  if (action === 'create') return readCreate(call);
  for (const name of ['channel', 'role', 'name', 'location', 'quiet'] as const)
    if (call.given.includes(name)) throw new UsageError(`api-key ${action} takes no --${name}.`);
  if (action === 'list') return (db, owner) => list(db, owner, call.tenant);
  if (id === undefined || !uuid.test(id))
    throw new UsageError('Name the key by its id, as pnpm holdfast api-key list shows it.');
  return (db, owner) => revoke(db, owner, id);
}

function readCreate(call: Call): (db: Database, owner: pg.Client) => Promise<Answer> {
  const { locations, quiet, json } = call;
  if (locations.length === 0) throw new UsageError('Name the location: --location SLUG, once for each.');
  const channel = oneOf(keyChannels, 'channel', call.channel);
  const role = oneOf(keyRoles, 'role', call.role ?? 'agent');
  const name = call.name ?? `Agent (${channel})`;
  if (name.trim() === '' || name.length > 200) throw new UsageError('--name takes 1 to 200 characters.');
  if (quiet && json) throw new UsageError('Use --quiet or --json, not both.');
  return async (db, owner) => {
    const { tenantNo, locationIds } = await namedLocations(owner, { tenant: call.tenant, slugs: locations });
    const { key, keyId } = await createApiKey(db, { tenantNo, name: name.trim(), channel, role, locationIds });
    const text = quiet
      ? `${key}\n`
      : `${key}\n\n${name.trim()}, id ${keyId}: ${role} on channel ${channel} at ${locations.join(', ')}.\nKeep it now: it is not shown again.\n`;
    return { ok: true, text, data: { key, id: keyId, name: name.trim(), channel, role, locations } };
  };
}

function oneOf<T extends string>(allowed: readonly T[], flag: string, given: string | null): T {
  const found = allowed.find((value) => value === given);
  if (found === undefined)
    throw new UsageError(given === null ? `Say which ${flag}: --${flag} ${allowed.join('|')}` : `--${flag} is "${given}": use one of ${allowed.join(', ')}.`);
  return found;
}

async function list(db: Database, owner: pg.Client, tenant: string | null): Promise<Answer> {
  const keys: ListedKey[] = [];
  for (const tenantNo of await tenants(owner, tenant)) keys.push(...(await listApiKeys(db, tenantNo)));
  const lines = keys.map(({ id, name, channel, role, locations, usedAt, revokedAt }) => {
    const state = revokedAt ? `revoked ${revokedAt}` : usedAt ? `used ${usedAt}` : 'never used';
    return `${id}  ${channel.padEnd(8)} ${role.padEnd(7)} ${locations.join(',')}  ${name}  (${state})\n`;
  });
  return { ok: true, text: lines.join('') || 'There is no key yet.\n', data: { keys } };
}

async function revoke(db: Database, owner: pg.Client, id: string): Promise<Answer> {
  const { rows } = await owner.query<{ tenantNo: number }>('select tenant_no as "tenantNo" from api_key where key_id = $1', [id]);
  const row = rows[0];
  if (!row || !(await revokeApiKey(db, mintTenantNo(row.tenantNo), id))) throw new Error(`There is no key ${id}.`);
  return { ok: true, text: `Revoked ${id}: its next request is refused.\n`, data: { id, revoked: true } };
}

async function tenants(owner: pg.Client, slug: string | null): Promise<TenantNo[]> {
  const { rows } = await owner.query<{ tenantNo: number }>(
    'select tenant_no as "tenantNo" from tenant where slug = coalesce($1, slug) order by slug',
    [slug],
  );
  if (slug !== null && rows.length === 0) throw new Error(`There is no business "${slug}".`);
  return rows.map(({ tenantNo }) => mintTenantNo(tenantNo));
}
