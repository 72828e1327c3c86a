import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Command } from '@holdfast/protocol/commands';
import type { Channel } from '@holdfast/protocol/values';
import type { TenantNo } from '../access/scope.ts';
import { catalogueOf } from '../availability/test-catalogue.ts';
import type { Submitter } from './gateway.ts';
import { forbidden, roleOf } from './who-may.ts';

const [ana, mo, gone] = [randomUUID(), randomUUID(), randomUUID()];
const catalogue = {
  ...catalogueOf([]),
  staff: new Map([[ana, { role: 'staff' as const, active: true }], [mo, { role: 'manager' as const, active: true }], [gone, { role: 'manager' as const, active: false }]]),
};
const submitter = (over: Partial<Submitter> = {}): Submitter => ({ tenantNo: 1 as TenantNo, terminalId: randomUUID(), locationId: 'here', outboxId: randomUUID(), ...over });
const key = (keyRole: 'agent' | 'manager') => submitter({ terminalId: null, keyRole });
const by = (actorId: string, channel: Channel = 'desk') => ({ actorId, channel, kind: 'release_hold', args: { holdId: randomUUID() } }) as unknown as Command;
const answer = async (from: Submitter, command: Command) => {
  const refusal = await forbidden(from, catalogue, command);
  return refusal && [refusal.reason, refusal.detail];
};

describe('who may ask at all', () => {
  test.each(['desk', 'walk_in'] as const)('somebody who works here, at a terminal, on channel %s', async (channel) => {
    expect(await answer(submitter(), by(ana, channel))).toBeNull();
  });

  test.each(['web', 'phone_ai', 'chat_ai', 'api', 'import'] as const)('a terminal does not speak for %s', async (channel) => {
    expect(await answer(submitter(), by(ana, channel))).toEqual(['policy_forbids', `A terminal may not speak for channel ${channel}.`]);
    expect(await answer(submitter({ terminalId: null }), by(ana, channel))).toBeNull();
  });

  test.each([gone, randomUUID()])('at the counter nobody who does not work here', async (actorId) => {
    const revoked = ['actor_revoked', 'This staff member may no longer work here. A manager can do it again.'];
    expect(await answer(submitter(), by(actorId))).toEqual(revoked);
    expect(await answer(submitter({ terminalId: null }), by(actorId))).toEqual(revoked);
    expect(await answer(submitter({ terminalId: null }), by(actorId, 'web'))).toBeNull();
  });

  test('a key is its own actor, at the counter as well', async () => {
    expect(await answer(key('agent'), by(randomUUID()))).toBeNull();
  });

  test('nobody who never proved a PIN at this terminal, and it is their own that counts', async () => {
    const isProven = (staffId: string): Promise<boolean> => Promise.resolve(staffId === ana);
    expect(await answer(submitter({ isProven }), by(ana))).toBeNull();
    expect(await answer(submitter({ isProven }), by(mo))).toEqual(['policy_forbids', 'This staff member never signed in at this terminal. Sign in with the PIN, then do it again.']);
  });
});

test('nobody who does not say why, where the record will have nothing else', async () => {
  const asking = (reason: string) => ({ ...by(ana), kind: 'override_hold', args: { reason } }) as unknown as Command;
  expect(await answer(submitter(), asking(' '))).toEqual(['policy_forbids', 'Say why: reason is blank, and it is what the record will have of it.']);
  expect(await answer(submitter(), asking('A fair'))).toBeNull();
});

describe('what guests may not ask', () => {
  const asking = (kind: string, channel: Channel) => ({ ...by(randomUUID(), channel), kind, args: { reason: 'Stocktaking' } }) as unknown as Command;

  test.each(['place_block', 'remove_block', 'run_late'])('%s is for staff and their programs', async (kind) => {
    for (const channel of ['web', 'phone_ai', 'chat_ai'] as const) {
      expect(await answer(key('agent'), asking(kind, channel))).toEqual([
        'policy_forbids', `Channel ${channel} speaks for guests, who neither block time nor shift a day. Use a key of channel api, or one with a manager's role.`,
      ]);
      expect(await answer(key('manager'), asking(kind, channel))).toBeNull();
    }
    for (const channel of ['api', 'import', 'desk'] as const) expect(await answer(key('agent'), asking(kind, channel))).toBeNull();
  });

  test.each(['create_booking', 'move_booking', 'cancel_booking', 'arrive_booking', 'undo_command', 'join_waitlist'])('%s they may', async (kind) => {
    expect(await answer(key('agent'), asking(kind, 'web'))).toBeNull();
  });
});

describe('as whom', () => {
  test('staff by the list, as long as they work here', () => {
    expect([ana, mo, gone, randomUUID()].map((actorId) => roleOf(submitter(), catalogue, by(actorId)))).toEqual(['staff', 'manager', null, null]);
  });

  test('a key by its own role, whoever is named', () => {
    expect([key('manager'), key('agent')].map((from) => roleOf(from, catalogue, by(gone)))).toEqual(['manager', 'staff']);
  });
});
