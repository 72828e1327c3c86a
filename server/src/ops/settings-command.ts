import type pg from 'pg';
import { mintTenantNo, type TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { changedValues, readSettingHistory, type SettingChanged } from '../locations/setting-history.ts';
import { readSettingsChange, type SettingsChange } from '../locations/settings-change.ts';
import { putSettings, readPolicies } from '../locations/settings-sql.ts';
import { settingsView, type SettingsView } from '../locations/settings-view.ts';
import { UsageError, type Answer, type Call } from './command-arguments.ts';
import { namedLocations } from './named-locations.ts';
import { namedValues } from './named-values.ts';

/**
 * `settings [NAME=VALUE …]`: what holds for the business, after changing what is named; `default` as the value puts
 * it back. `settings history [--location SLUG]`: who changed what decisions rest on. Checked before a database is
 * opened. Throws `UsageError`.
 */
export function readSettingsCall(call: Call): (db: Database, owner: pg.Client) => Promise<Answer> {
  if (call.words[0] === 'history') return readHistoryCall(call);
  if (call.location !== null) throw new UsageError('Settings hold for the whole business: --location is for settings history.');
  const change = call.words.length === 0 ? null : changeOf(call.words);
  return async (db, owner) => {
    const tenantNo = await businessNamed(owner, call.tenant);
    if (change) await putSettings(db, tenantNo, change, { channel: 'command_line' });
    const view = settingsView(await readPolicies(db, tenantNo));
    return { ok: true, text: linesOf(view), data: view };
  };
}

/** More than anybody reads at once; what is older is in the record all the same. */
const historyMax = 500;

function readHistoryCall({ words, location, tenant }: Call): (db: Database, owner: pg.Client) => Promise<Answer> {
  const [, extra] = words;
  if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many for settings history.`);
  return async (db, owner) => {
    const named = location === null ? null : await namedLocations(owner, { tenant, slugs: [location] });
    const tenantNo = named?.tenantNo ?? (await businessNamed(owner, tenant));
    const changes = await readSettingHistory(db, tenantNo, { locationId: named?.locationIds[0] ?? null, limit: historyMax });
    return { ok: true, text: changes.map(historyLine).join('') || 'Nothing was changed yet.\n', data: { changes } };
  };
}

/** `2026-11-21T10:13:36.120Z  riverside  command line  change_resource Room 1: capacity 1 → 2` */
function historyLine(changed: SettingChanged): string {
  const who = changed.actorName === null ? changed.channel.replaceAll('_', ' ') : [changed.actorName, changed.terminalName].filter((part) => part !== null).join(' at ');
  const what = [changed.kind, changed.subjectName].filter((part) => part !== null).join(' ');
  const values = changed.before === null ? 'new' : changedValues(changed).map(({ name, from, to }) => `${name} ${said(from)} → ${said(to)}`).join(', ');
  return `${changed.at}  ${changed.location}  ${who}  ${what}: ${values}\n`;
}

function said(value: unknown): string {
  if (value === null) return 'default';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function changeOf(words: readonly string[]): SettingsChange {
  const read = readSettingsChange(namedValues(words, 'undoSeconds=20 or holdSeconds.web=300'));
  if (read.kind === 'problem') throw new UsageError(read.problem);
  return read.change;
}

function linesOf({ holdSeconds, ...rest }: SettingsView): string {
  const byChannel = Object.entries(holdSeconds).map(([channel, seconds]): [string, string | number] => [`holdSeconds.${channel}`, seconds]);
  return [...byChannel, ...Object.entries(rest)].map(([name, value]) => `${name}=${value}\n`).join('');
}

async function businessNamed(owner: pg.Client, slug: string | null): Promise<TenantNo> {
  const { rows } = await owner.query<{ tenantNo: number; slug: string }>('select tenant_no as "tenantNo", slug from tenant order by slug');
  const named = rows.filter((row) => row.slug === (slug ?? row.slug));
  const [only] = named;
  const slugs = rows.map((row) => row.slug).join(', ');
  if (!only) throw new Error(slug === null ? 'There is no business yet.' : `There is no business "${slug}". There are: ${slugs}.`);
  if (named.length > 1) throw new Error(`There are several businesses: add --tenant with one of ${slugs}.`);
  return mintTenantNo(only.tenantNo);
}
