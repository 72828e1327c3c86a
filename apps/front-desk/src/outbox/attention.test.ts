import { expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Refused } from '@holdfast/protocol/outcomes';
import { outboxRecord } from '../testing/outbox-records.ts';
import { Attention, type AnyIntent } from './attention.ts';

const refused: Refused = { status: 'refused', version: 8, reason: 'series_incomplete', detail: '', conflicts: [], alternatives: [] };
const staff = { id: 'ana', name: 'Ana', role: 'manager' as const, active: true };

test('a refused move of a series is asked for once more as it was, with what was given and by whom', () => {
  const args: CommandArgs<'move_series'> = {
    seriesId: 's', bookingId: 'b', scope: 'all', start: '2026-12-02T10:00:00.000Z', resourceIds: [], acceptance: 'free', waive: { rules: ['no_shows'], reason: 'Known' },
  };
  const record = outboxRecord({ id: 'refused', state: 'refused', kind: 'move_series', args, result: refused });
  const sent: AnyIntent[] = [];
  const attention = new Attention({ mintId: () => '', versionOf: () => 1, decide: (intent) => (sent.push(intent), { commandId: '', onDisk: Promise.resolve() }) });
  attention.cards([record])[0]?.insist({ waive: { rules: ['orphan_gap'], reason: 'Regular' }, squeezeIn: { reason: 'Pain' }, depositReference: 'till 42', approval: { staff } });
  expect(sent).toEqual([
    {
      kind: 'move_series', channel: 'desk', supersedes: 'refused', approval: { staff },
      args: { ...args, squeezeIn: { reason: 'Pain' }, waive: { rules: ['no_shows', 'orphan_gap'], reason: 'Regular' } },
    },
  ]);
});
