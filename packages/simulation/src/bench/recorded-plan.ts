import type pg from 'pg';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { TenantNo } from '@holdfast/server/access/scope';
import { createGateway } from '@holdfast/server/commands/location-gateway';
import type { Database } from '@holdfast/server/db/database';
import { createFeedWatch } from '@holdfast/server/feed/location-feed-watch';

/** What differs from one booking to the next. */
const planHoles = ['command', 'booking', 'location', 'catalogue', 'resource', 'resourceNo', 'start', 'end', 'reference'] as const;
export type PlanHole = (typeof planHoles)[number];

/** The JSON of a plan, cut at its holes: text, hole, text, … text. */
export type PlanTemplate = readonly (string | { hole: PlanHole })[];

/**
 * The plan that the gateway itself makes of this booking, so that what is measured against is never a plan of some
 * earlier version. Its call of `gateway.apply_plan` is caught before it reaches the database: nothing is booked.
 */
export async function recordPlan(
  db: Database,
  tenantNo: TenantNo,
  command: CommandOf<'create_booking'>,
): Promise<PlanTemplate> {
  let recorded: string | null = null;
  const recorder: Database = {
    ...db,
    query: <R extends pg.QueryResultRow>({ text, values }: pg.QueryConfig) => {
      const plan: unknown = values?.[1];
      if (!text.includes('gateway.apply_plan(') || typeof plan !== 'string') throw new Error(`The gateway books by another call: ${text}`);
      recorded = plan;
      const answer = { rows: [{ outcome: { status: 'committed', version: 0 } }] };
      return Promise.resolve(answer as unknown as pg.QueryResult<R>);
    },
  };
  const feedWatch = createFeedWatch(db, () => {});
  const gateway = createGateway({ db: recorder, feedWatch, now: Date.now, onTransient: () => {} });
  const outcome = await gateway.submit({ tenantNo, terminalId: null, outboxId: null, locationId: command.locationId }, command);
  feedWatch.close();
  if (recorded === null) throw new Error(`The gateway made no plan of it: ${JSON.stringify(outcome)}`);
  return cut(recorded, command);
}

function cut(plan: string, command: CommandOf<'create_booking'>): PlanTemplate {
  const [resource = ''] = command.args.resourceIds;
  const held: Record<string, PlanHole> = {
    [command.id]: 'command',
    [command.args.bookingId]: 'booking',
    [command.locationId]: 'location',
    [resource]: 'resource',
  };
  const claim = /"resourceNo":(\d+)[^}]*"start":"([^"]+)","end":"([^"]+)"/.exec(plan);
  if (claim) Object.assign(held, { [claim[2] ?? '']: 'start', [claim[3] ?? '']: 'end' } satisfies Record<string, PlanHole>);
  const pieces = plan.split(/((?<="resourceNo":)\d+|(?<="catalogueVersion":)\d+|HF-[0-9A-Z]{7}|[0-9a-f-]{36}|\d{4}-\d\d-\d\dT[\d:.]+Z)/);
  const template = pieces.map((piece, index): PlanTemplate[number] => {
    if (index % 2 === 0) return piece;
    if (piece.startsWith('HF-')) return { hole: 'reference' };
    const hole = held[piece];
    if (hole) return { hole };
    if (!/^\d+$/.test(piece)) return piece; // the actor, the time of the tap
    return { hole: (pieces[index - 1] ?? '').endsWith('"resourceNo":') ? 'resourceNo' : 'catalogue' };
  });
  const missing = planHoles.filter((hole) => !template.some((piece) => typeof piece === 'object' && piece.hole === hole));
  if (missing.length > 0) throw new Error(`The plan has no ${missing.join(', ')}: ${plan}`);
  return template;
}

export function fillPlan(template: PlanTemplate, holes: Record<PlanHole, string | number>): string {
  return template.map((piece) => (typeof piece === 'string' ? piece : holes[piece.hole])).join('');
}

/** SQL that fills it; each hole's value is an expression. */
export function fillPlanSql(template: PlanTemplate, holes: Record<PlanHole, string>): string {
  const text = template.map((piece) =>
    typeof piece === 'string' ? piece.replaceAll('%', '%%') : `%${planHoles.indexOf(piece.hole) + 1}$s`,
  );
  return `format($plan$${text.join('')}$plan$, ${planHoles.map((hole) => holes[hole]).join(', ')})::jsonb`;
}
