import { expect, test } from 'vitest';
import type { Command } from '@holdfast/protocol/commands';
import { toWire } from '@holdfast/domain/instant';
import { mintTenantNo } from '../access/scope.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { at, calendar, catalogueOf, claim, resource, span } from '../availability/test-catalogue.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import type { DecisionContext } from './handler.ts';
import { planRefusal } from './plan-refusal.ts';
import type { ComingClaim } from './coming-claims.ts';
import { refuse, type PlannedRefusal, type Refusal, type WantedSlot } from './plan.ts';
import { testRecord } from './test-plan.ts';

const rooms = catalogueOf([resource(1), resource(2)]);
const wanted: WantedSlot = { serviceId: 'hour', ...span(10, 11), resourceIds: ['r1'] };
const taken = refuse('slot_taken', 'Somebody was faster.', wanted);
const taken1 = claim(1, 10, 11);

interface Asked {
  catalogue?: Catalogue;
  claims?: LiveClaim[];
  coming?: ComingClaim[];
  locked?: boolean;
  command?: Partial<Pick<Command, 'channel' | 'args'>>;
  subjectId?: string | null;
}

function planned(refusal: Refusal, { catalogue = rooms, claims = [taken1], coming = [], locked = false, command = {}, subjectId = 'subject' }: Asked = {}) {
  const context = {
    tenantNo: mintTenantNo(1), catalogue, now: at(8), role: 'staff', locked, claims: calendar(...claims),
    read: () => Promise.reject(new Error('All is in memory')),
    ...(locked ? {} : { beside: async (look: () => Promise<unknown>) => ({ seen: await look(), coming }) }),
  } as unknown as DecisionContext;
  const asked = { kind: 'create_booking', channel: 'desk', actorId: 'actor', locationId: 'here', args: {}, ...command } as unknown as Command;
  return planRefusal(context, asked, { ...testRecord({ staffId: 'actor' }, 'create_booking'), subjectId }, refusal);
}

async function plannedFor(...asked: Parameters<typeof planned>): Promise<PlannedRefusal> {
  const answer = await planned(...asked);
  if (typeof answer === 'string' || 'supersedes' in answer) throw new Error(`It is ${JSON.stringify(answer)}`);
  return answer;
}

test('beside others it says what it rests on; under the lock nothing needs to be looked at again', async () => {
  const beside = await plannedFor(taken);
  expect(beside).toMatchObject({
    locationId: 'here', catalogueVersion: 1, asker: 'subject', holdMax: 3,
    outcome: { status: 'refused', reason: 'slot_taken', detail: 'Room 1 is not free from 10:00 to 11:00.', conflicts: [{ resourceId: 'r1', kind: 'booking' }] },
    restsOn: [{ resourceNo: 1, lane: 1, start: toWire(at(10)), ownerId: taken1.ownerId }],
  });
  expect(beside.candidates).toHaveLength(3);
  const locked = await plannedFor(taken, { locked: true });
  expect('restsOn' in locked).toBe(false);
  expect(locked.outcome).toEqual(beside.outcome);
});

test('what was wanted has become free: decide again, if it was refused for being taken', async () => {
  expect(await planned(taken, { claims: [] })).toBe('free');
  expect(await planned(taken, { claims: [], locked: true })).toBe('free');
  expect((await plannedFor(refuse('gap_too_short', 'It leaves a gap.', wanted), { claims: [] })).outcome).toMatchObject({ reason: 'gap_too_short', detail: 'It leaves a gap.' });
});

test('a refusal that wants no time offers and rests on nothing', async () => {
  const { outcome, candidates, restsOn } = await plannedFor(refuse('slot_taken', 'Not there.'));
  expect([outcome, candidates, restsOn]).toEqual([{ status: 'refused', reason: 'slot_taken', detail: 'Not there.', conflicts: [] }, [], []]);
  const conflicts = [{ start: '', end: '', resourceId: 'r1', kind: 'booking' as const }];
  const occurrences = [{ occurrence: '', start: '', end: '', status: 'taken' as const, resourceIds: [], reason: 'slot_taken' as const }];
  expect((await plannedFor({ ...refuse('stale_version', 'It has moved.'), conflicts, occurrences })).outcome).toEqual({
    status: 'refused', reason: 'stale_version', detail: 'It has moved.', conflicts, occurrences,
  });
});

test('what was a hold that ran out is told as that, and what is blocked as blocked', async () => {
  expect((await plannedFor({ ...taken, wanted: { ...wanted, expiredHold: true } })).outcome.reason).toBe('hold_expired');
  expect((await plannedFor(taken, { claims: [claim(1, 10, 11, { ownerKind: 'block' })] })).outcome.reason).toBe('resource_blocked');
});

test('it is planned under the lock where what it rests on is more than claims of its own', async () => {
  const elsewhere = catalogueOf([resource(1), resource(2)], { elsewhere: { 1: [{ locationId: 'there', resourceNo: 9, travelMinutes: 10 }] } });
  expect(await planned(taken, { catalogue: elsewhere })).toBe('lock');
  expect(await planned(refuse('stale_version', 'It has moved.'), { catalogue: elsewhere })).toMatchObject({ candidates: [] });
  expect(await planned({ ...taken, wanted: { ...wanted, serviceId: null, allLanes: true } })).toBe('lock');
  const judged = catalogueOf([resource(1), resource(2)], { location: { kinds: { room: { shortestSellableMinutes: 30 } } } });
  expect(await planned(taken, { catalogue: judged })).toBe('lock');
  expect(await planned(taken, { catalogue: judged, locked: true })).toMatchObject({ holdMax: 3 });
  const shared = catalogueOf([resource(1), resource(2, { capacity: 3, oneClassAtATime: true })]);
  expect(await planned(taken, { catalogue: shared })).toBe('lock');
});

test('it is planned under the lock where others may be about to take all that is left', async () => {
  const full = [1, 2].map((room) => claim(room, -9 * 24, 9 * 24));
  const coming: ComingClaim[] = [{ resourceNo: 2, start: at(10), end: at(11), ownerKind: 'hold', ownerId: 'other', yields: false }];
  expect(await planned(taken, { claims: full, coming })).toBe('lock');
  expect(await planned(taken, { claims: full })).toMatchObject({ candidates: [] });
  // Enough is left: they may have it.
  expect((await plannedFor(taken, { coming })).candidates.map(({ offer }) => offer.start)).not.toContain(toWire(at(10)));
});

test('a program that asks for the same customer again is the same conversation; at the counter it is about the booking', async () => {
  const args = { customer: { id: 'zoe', name: 'Zoë' } } as unknown as Command['args'];
  const asker = async (channel: Command['channel'], given: Command['args'], subjectId: string | null = 'subject') =>
    (await plannedFor(taken, { command: { channel, args: given }, subjectId })).asker;
  expect(await asker('web', args)).toBe('actor/zoe');
  expect(await asker('desk', args)).toBe('subject');
  expect(await asker('web', { customer: null } as unknown as Command['args'])).toBe('subject');
  expect(await asker('web', {} as unknown as Command['args'], null)).toBe(null);
});
