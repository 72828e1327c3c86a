import { z } from 'zod';
import type { StaffRow } from '@holdfast/protocol/rows';
import { text, uuid, type Role } from '@holdfast/protocol/values';
import { terminalCookie } from '../../access/session-gate.ts';
import { signIn } from '../../staff/sign-in.ts';
import { deleteSession, readSurroundings } from '../../staff/staff-sql.ts';
import { publicProcedure, router, terminalProcedure } from './procedures.ts';

export type WhoAmI =
  | { enrolled: false }
  | {
      enrolled: true;
      terminalId: string;
      terminalName: string;
      tenantName: string;
      locationId: string;
      locationName: string;
      staff: StaffRow[];
      policies: { squeezeRole: Role; waiveRole: Role; waitlistLapses: number };
      signedInStaffId: string | null;
    };

type SignInAnswer = { ok: true } | { ok: false; why: 'wrong_pin' | 'too_many_tries'; retryAfterSeconds?: number };

export const sessionRouter = router({
  whoAmI: publicProcedure.query(async ({ ctx }): Promise<WhoAmI> => {
    const { server, terminal, staff, request, reply } = ctx;
    const around = terminal && (await readSurroundings(server.db, terminal));
    if (!terminal || !around) return { enrolled: false };
    // Renewed whenever the desk opens: a counter in use is never asked to enrol again.
    const secret = request.cookies[terminalCookie];
    if (secret) server.gate.keepTerminal(reply, secret);
    return {
      enrolled: true,
      terminalId: terminal.terminalId,
      terminalName: terminal.terminalName,
      locationId: terminal.locationId,
      ...around,
      signedInStaffId: staff?.staffId ?? null,
    };
  }),

  signIn: terminalProcedure
    .input(z.object({ staffId: uuid, pin: text(64) }))
    .mutation(async ({ ctx, input }): Promise<SignInAnswer> => {
      const { server, terminal, reply } = ctx;
      const answer = await signIn(server, terminal, input);
      if (!answer.ok) return answer;
      server.gate.forgetStaffAt(terminal.terminalId);
      server.gate.keepStaff(reply, answer.token);
      return { ok: true };
    }),

  signOut: terminalProcedure.mutation(async ({ ctx }): Promise<{ ok: true }> => {
    const { server, terminal, reply } = ctx;
    await deleteSession(server.db, terminal);
    server.gate.forgetStaffAt(terminal.terminalId);
    server.gate.dropStaff(reply);
    return { ok: true };
  }),
});
