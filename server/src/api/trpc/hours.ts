import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { uuid } from '@holdfast/protocol/values';
import type { StaffScope, TerminalScope } from '../../access/scope.ts';
import { changeHours, previewHours, readHours, type HoursChanged, type WhoseHours } from '../../locations/change-hours.ts';
import { readTimetable, type ReadTimetable, type TimetableSeen } from '../../locations/timetable.ts';
import type { Touches } from '../../locations/touched-by-hours.ts';
import { managerProcedure, router } from './procedures.ts';

const whose = z.object({ resourceId: uuid.nullable() });
/** What is wrong with it is an answer, in words for the person who typed it. */
const wanted = whose.extend({ timetable: z.unknown() });

type Wrong = { status: 'wrong' } & Omit<Extract<ReadTimetable, { kind: 'wrong' }>, 'kind'>;

/** Opening hours of the terminal's location, and shifts of its resources. `resourceId` null: the location itself. */
export const hoursRouter = router({
  read: managerProcedure
    .input(whose)
    .query(async ({ ctx, input }): Promise<TimetableSeen> => found(await readHours(ctx.server, named(ctx, input)))),

  /** What these hours would leave outside them; nothing changes. */
  preview: managerProcedure
    .input(wanted)
    .query(async ({ ctx, input }): Promise<({ status: 'touches' } & Touches) | Wrong> => {
      const read = readTimetable(input.timetable, ownerOf(input));
      if (read.kind === 'wrong') return { status: 'wrong', problems: read.problems };
      return { status: 'touches', ...found(await previewHours(ctx.server, named(ctx, input), read.timetable)) };
    }),

  change: managerProcedure
    .input(wanted.extend({ expected: z.string().max(64), keep: z.string().max(64).nullable() }))
    .mutation(async ({ ctx, input }): Promise<HoursChanged | Wrong> => {
      const read = readTimetable(input.timetable, ownerOf(input));
      if (read.kind === 'wrong') return { status: 'wrong', problems: read.problems };
      const { expected, keep } = input;
      const by = { channel: 'desk', actorId: ctx.staff.staffId, terminalId: ctx.terminal.terminalId } as const;
      return found(await changeHours(ctx.server, named(ctx, input), { timetable: read.timetable, expected, keep }, by));
    }),
});

const ownerOf = ({ resourceId }: z.infer<typeof whose>) => (resourceId === null ? 'location' : 'resource');

function named({ terminal: { tenantNo, locationId } }: { terminal: TerminalScope; staff: StaffScope }, { resourceId }: z.infer<typeof whose>): WhoseHours {
  return { tenantNo, locationId, resourceId };
}

function found<T>(answer: T | null): T {
  if (answer === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such resource here any more.' });
  return answer;
}
