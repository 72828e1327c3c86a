import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import { createUndoWorld } from '../undo/undo-world.ts';

const { world, rules, freshDay } = await createUndoWorld();

test('what guests of a class that is none any more are offered instead of waiting is to be had, also beside others of its kind', async () => {
  const [studio, teacher, yoga] = [world.classRoom, world.doctor, world.services.class];
  await rules.resource(studio, { oneClassAtATime: true });
  await rules.resource(teacher, { capacity: 3, oneClassAtATime: true });
  await rules.service(yoga, { needs: ['class', 'person'], isClass: true });
  const day = freshDay();
  const at = (clock: string): string => `${day}T${clock}:00Z`;
  const book = async (clock: string): Promise<string> =>
    committed(await world.submit('create_booking', { bookingId: randomUUID(), serviceId: yoga, start: at(clock), resourceIds: [], customer: null })).bookingId ?? '';
  const guests = [await book('10:00'), await book('10:00')];
  await book('12:00');
  await rules.service(yoga, { isClass: false });
  committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [teacher], start: at('11:00'), end: at('12:00'), reason: 'Dentist' }));

  const { unmoved = [] } = committed(await world.submit('run_late', { resourceId: teacher, from: at('09:45'), minutes: 15 }));
  expect(unmoved.map(({ bookingId }) => bookingId).toSorted()).toEqual(guests.toSorted());
  for (const { bookingId, alternatives } of unmoved) {
    expect(alternatives).toHaveLength(3);
    for (const { start, resourceIds } of alternatives) {
      const move = world.command('move_booking', { bookingId, start, resourceIds });
      committed(await world.gateway.submit(world.submitter, move));
      committed(await world.submit('undo_command', { commandId: move.id }));
    }
  }
});
