import { z } from 'zod';
import { commandArgs, type CommandArgs, type CommandKind } from './command-args.ts';
import { commandSchemaVersion, commandsPerSubmitMax } from './protocol-version.ts';
import { channel, instant, uuid } from './values.ts';

export { commandArgs, commandKinds, customerInput, ownCommandsMax, waivableRules } from './command-args.ts';
export type { CommandArgs, CommandKind, Correctable, CustomerInput, WaivableRule } from './command-args.ts';

const envelope = {
  /** UUIDv7 minted at the tap and never again: the key of exactly one answer. */
  id: uuid,
  /** Position in the terminal's outbox, from 1. A gap is an incident on the manager's screen. */
  seq: z.int().min(1),
  schema: z.literal(commandSchemaVersion),
  locationId: uuid,
  /** The staff member who tapped. */
  actorId: uuid,
  channel,
  /** Refused with `dependency_refused` when this one was refused. */
  dependsOn: uuid.optional(),
  /** The refused command whose alternative this one takes. */
  supersedes: uuid.optional(),
  /** The replica's cursor at the tap: what the person saw. Recorded, never decided on. */
  sawVersion: z.int().min(0),
  /** The terminal's clock at the tap. Recorded, never decided on. */
  tappedAt: instant,
};

type Envelope = z.infer<z.ZodObject<typeof envelope>>;

export type CommandOf<K extends CommandKind> = Envelope & { kind: K; args: CommandArgs<K> };
export type Command = { [K in CommandKind]: CommandOf<K> }[CommandKind];

const kindSchema = <K extends CommandKind>(kind: K) =>
  z.object({ ...envelope, kind: z.literal(kind), args: commandArgs[kind] });

export const command = z.discriminatedUnion('kind', [
  kindSchema('create_booking'),
  kindSchema('move_booking'),
  kindSchema('cancel_booking'),
  kindSchema('arrive_booking'),
  kindSchema('start_booking'),
  kindSchema('complete_booking'),
  kindSchema('no_show_booking'),
  kindSchema('edit_booking'),
  kindSchema('place_hold'),
  kindSchema('confirm_hold'),
  kindSchema('release_hold'),
  kindSchema('extend_hold'),
  kindSchema('override_hold'),
  kindSchema('place_block'),
  kindSchema('remove_block'),
  kindSchema('dismiss_refusal'),
  kindSchema('undo_command'),
  kindSchema('run_late'),
  kindSchema('create_series'),
  kindSchema('move_series'),
  kindSchema('cancel_series'),
  kindSchema('edit_series'),
  kindSchema('join_waitlist'),
  kindSchema('leave_waitlist'),
  kindSchema('offer_waitlist'),
  kindSchema('accept_offer'),
  kindSchema('decline_offer'),
]);

/**
 * Commands are parsed one by one: an unreadable one is answered `unreadable` and blocks no other.
 */
export const submitInput = z.object({
  protocol: z.int().min(1),
  outboxId: uuid,
  commands: z.array(z.unknown()).min(1).max(commandsPerSubmitMax),
});
export type SubmitInput = z.infer<typeof submitInput>;
