import { randomUUID } from 'node:crypto';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { ParityCases, Situation } from './parity-cases.ts';

/** Series, made and changed as one: see parity-cases.ts. */

const unknown = '00000000-0000-4000-8000-00000000dead';

/** On an evening of the case's day and one a year later: every other day is another case's. */
const evenings = ({ world, at, room }: Situation, more: object = {}): CommandArgs<'create_series'> => ({
  seriesId: randomUUID(),
  serviceId: world.services.hour,
  start: at('20:00'),
  rule: 'FREQ=YEARLY;COUNT=2',
  resourceIds: [room(7)],
  customer: null,
  acceptance: 'all',
  ...more,
});

/** The command that made a series, and its first booking. */
export async function newSeries(s: Situation): Promise<{ commandId: string; bookingId: string }> {
  const command = s.world.command('create_series', evenings(s));
  const outcome = await s.world.gateway.submit(s.world.submitter, command);
  const bookingId = outcome.status === 'committed' ? outcome.occurrences?.[0]?.bookingId : undefined;
  if (bookingId === undefined) throw new Error('The series could not be arranged');
  return { commandId: command.id, bookingId };
}

export async function madeSeries(s: Situation): Promise<{ seriesId: string; bookingId: string }> {
  const args = evenings(s);
  const outcome = await s.world.submit('create_series', args);
  const bookingId = outcome.status === 'committed' ? outcome.occurrences?.[0]?.bookingId : undefined;
  if (bookingId === undefined) throw new Error('The series could not be arranged');
  return { seriesId: args.seriesId, bookingId };
}

export const seriesParityCases: Pick<ParityCases, 'create_series' | 'move_series' | 'cancel_series' | 'edit_series'> = {
  create_series: [
    { name: 'on free evenings', answer: 'committed', ask: (s) => evenings(s) },
    { name: 'where one is taken', answer: 'series_incomplete', ask: async (s) => (await s.book(7, '20:30'), evenings(s, { changes: [] })) },
    {
      name: 'with a rule set aside',
      answer: { manager: 'committed', staff: 'policy_forbids' },
      ask: (s) => evenings(s, { waive: { rules: ['orphan_gap'], reason: 'Regular' }, depositReference: 'till 42' }),
    },
    {
      name: 'with a squeeze-in, should one be needed',
      answer: { manager: 'committed', staff: 'policy_forbids' },
      ask: (s) => evenings(s, { squeezeIn: { reason: 'Regular' } }),
    },
    { name: 'without an end', answer: 'invalid_rule', ask: (s) => evenings(s, { rule: 'FREQ=DAILY' }) },
  ],
  move_series: [
    { name: 'all, by an hour', answer: 'committed', ask: async (s) => ({ ...(await madeSeries(s)), scope: 'all', start: s.at('21:00'), resourceIds: [], acceptance: 'all' }) },
    { name: 'at a version of before', answer: 'stale_version', ask: async (s) => ({ ...(await madeSeries(s)), scope: 'all', start: s.at('21:00'), resourceIds: [], acceptance: 'all', expectedVersion: 7 }) },
    {
      name: 'of which only one was seen',
      answer: 'stale_version',
      async ask(s) {
        const made = await madeSeries(s);
        return { ...made, scope: 'all', start: s.at('21:00'), resourceIds: [], acceptance: 'all', expectedVersions: [{ bookingId: made.bookingId, version: 1 }] };
      },
    },
    {
      name: 'with a rule set aside',
      answer: { manager: 'committed', staff: 'policy_forbids' },
      ask: async (s) => ({ ...(await madeSeries(s)), scope: 'all', start: s.at('21:00'), resourceIds: [], acceptance: 'all', waive: { rules: ['orphan_gap'], reason: 'Regular' } }),
    },
    {
      name: 'with a squeeze-in, should one be needed',
      answer: { manager: 'committed', staff: 'policy_forbids' },
      ask: async (s) => ({ ...(await madeSeries(s)), scope: 'all', start: s.at('21:00'), resourceIds: [], acceptance: 'all', squeezeIn: { reason: 'Regular' } }),
    },
    { name: 'one that is not there', answer: 'not_found', ask: (s) => ({ seriesId: unknown, bookingId: unknown, scope: 'all', start: s.at('21:00'), resourceIds: [], acceptance: 'all' }) },
  ],
  cancel_series: [
    { name: 'all', answer: 'committed', ask: async (s) => ({ ...(await madeSeries(s)), scope: 'all', reason: 'Ill' }) },
    { name: 'at a version of before', answer: 'stale_version', ask: async (s) => ({ ...(await madeSeries(s)), scope: 'all', expectedVersion: 7 }) },
    {
      name: 'of which only one was seen',
      answer: 'stale_version',
      async ask(s) {
        const made = await madeSeries(s);
        return { ...made, scope: 'all', expectedVersions: [{ bookingId: made.bookingId, version: 1 }] };
      },
    },
    {
      name: 'twice',
      answer: 'illegal_status',
      async ask(s) {
        const made = await madeSeries(s);
        await s.world.submit('cancel_series', { ...made, scope: 'all' });
        return { ...made, scope: 'following' };
      },
    },
  ],
  edit_series: [
    { name: 'all, notes and customer', answer: 'committed', ask: async (s) => ({ ...(await madeSeries(s)), scope: 'all', notes: 'Window', customer: { id: randomUUID(), name: 'Ben' } }) },
    { name: 'at a version of before', answer: 'stale_version', ask: async (s) => ({ ...(await madeSeries(s)), scope: 'all', notes: 'Window', expectedVersion: 7 }) },
    {
      name: 'of which only one was seen',
      answer: 'stale_version',
      async ask(s) {
        const made = await madeSeries(s);
        return { ...made, scope: 'all', notes: 'Window', expectedVersions: [{ bookingId: made.bookingId, version: 1 }] };
      },
    },
    {
      name: 'this and the following, with a rule set aside',
      answer: { manager: 'committed', staff: 'policy_forbids' },
      ask: async (s) => ({ ...(await madeSeries(s)), scope: 'following', notes: 'Window', waive: { rules: ['no_shows'], reason: 'Regular' } }),
    },
    {
      name: 'from one that was cancelled',
      answer: 'illegal_status',
      async ask(s) {
        const made = await madeSeries(s);
        await s.world.submit('cancel_booking', { bookingId: made.bookingId });
        return { ...made, scope: 'following', notes: 'Window' };
      },
    },
    { name: 'one that is not there', answer: 'not_found', ask: () => ({ seriesId: unknown, bookingId: unknown, scope: 'all', notes: 'x' }) },
  ],
};
