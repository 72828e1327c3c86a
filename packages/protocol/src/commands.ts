import { z } from 'zod';
import { commandSchemaVersion, commandsPerSubmitMax } from './protocol-version.ts';
import { channel, email, instant, name, notes, phone, reason, text, title, uuid } from './values.ts';


const resourceIds = z.array(uuid).max(8);
/** Optimistic lock: the booking version the person saw. Left out: whatever it is now. */
const expectedVersion = z.int().min(1).optional();

/** Attach to, or create, a customer. The id is minted where it was typed, so a resend creates nobody twice. */
export const customerInput = z.object({
  id: uuid,
  name,
  phone: phone.optional(),
  email: email.optional(),
});
export type CustomerInput = z.infer<typeof customerInput>;

/** `end` is given only when there is no service to say how long it takes, or to override its duration. */
const slot = { start: instant, end: instant.optional() };

export const commandArgs = {
  create_booking: z.object({
    bookingId: uuid,
    serviceId: uuid.nullable(),
    ...slot,
    /** Empty: the gateway picks free resources that meet the service's needs. */
    resourceIds,
    customer: customerInput.nullable(),
    title: title.optional(),
    notes: notes.optional(),
    /** The organiser's own reference; only on channel `import`. */
    reference: text(80).optional(),
  }),
  move_booking: z.object({
    bookingId: uuid,
    expectedVersion,
    ...slot,
    resourceIds,
    /** A held alternative that this move takes; its claims are given up in the same transaction. */
    usingHoldId: uuid.optional(),
  }),
  cancel_booking: z.object({ bookingId: uuid, expectedVersion, reason: reason.optional() }),
  arrive_booking: z.object({ bookingId: uuid, expectedVersion }),
  start_booking: z.object({ bookingId: uuid, expectedVersion }),
  complete_booking: z.object({ bookingId: uuid, expectedVersion }),
  no_show_booking: z.object({ bookingId: uuid, expectedVersion, reason: reason.optional() }),
  edit_booking: z.object({
    bookingId: uuid,
    expectedVersion,
    customer: customerInput.nullable().optional(),
    title: title.optional(),
    notes: notes.optional(),
  }),
  place_hold: z.object({ holdId: uuid, serviceId: uuid.nullable(), ...slot, resourceIds }),
  /** Turns a hold into a booking in place. After expiry: a fresh attempt on the same slot. */
  confirm_hold: z.object({
    holdId: uuid,
    bookingId: uuid,
    customer: customerInput.nullable(),
    title: title.optional(),
    notes: notes.optional(),
  }),
  release_hold: z.object({ holdId: uuid }),
  place_block: z.object({
    blockId: uuid,
    resourceIds: resourceIds.min(1),
    start: instant,
    end: instant,
    reason: reason.optional(),
    usingHoldId: uuid.optional(),
  }),
  remove_block: z.object({ blockId: uuid }),
  /** A person decides to take none of a refusal's alternatives: recorded, and what it held is released. */
  dismiss_refusal: z.object({ refusedCommandId: uuid, reason }),
} as const;

export type CommandKind = keyof typeof commandArgs;
export const commandKinds = Object.keys(commandArgs) as CommandKind[];
export type CommandArgs<K extends CommandKind> = z.infer<(typeof commandArgs)[K]>;

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
  kindSchema('place_block'),
  kindSchema('remove_block'),
  kindSchema('dismiss_refusal'),
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
