/**
 * Why the gateway may say no. A closed list: add a line here, its meaning in docs/reference/refusals.md,
 * and a test that produces it.
 */
export const refusalReasons = [
  'slot_taken', // another booking, hold or lease has the time
  'resource_blocked', // the time is blocked: not for sale
  'capacity_full', // every lane of a resource with several is taken
  'outside_hours', // the location is closed for part of it
  'past', // it lies further back than this channel may record
  'invalid_times', // end not after start, longer than a week, or more than two years ahead
  'unsuitable_resource', // the resources do not meet what the service needs
  'not_found', // no such booking, hold, block, service, resource or location (or not yours)
  'stale_version', // somebody changed the booking since the asker saw it
  'illegal_status', // the booking's status does not allow this step
  'too_early', // a no-show before start plus grace
  'hold_expired', // the hold ran out and its slot is gone
  'hold_not_active', // the hold was released, converted or overridden
  'already_exists', // a booking, hold or block with this id, or an import reference, is there already
  'policy_forbids', // the actor's role or the channel may not do this
  'actor_revoked', // the staff member was removed before this command arrived
  'dependency_refused', // the command it depends on was refused
  'gap_too_short', // it would leave a remainder too short to sell
  'travel_too_short', // the person has a booking elsewhere and could not get there in time
  'squeeze_limit', // the resource takes no more squeeze-ins that day
  'approval_required', // the customer missed too many bookings: a manager has to approve
  'deposit_required', // the customer missed too many bookings: a deposit has to be paid first
  'invalid_rule', // the recurrence rule cannot be read, never ends, or names too many occurrences
  'series_incomplete', // one occurrence at least cannot be had, and all were wanted
  'cannot_undo', // this command cannot be taken back, or was already
  'command_id_reused', // the id was used for another command: never executed, never stored
] as const;
export type RefusalReason = (typeof refusalReasons)[number];
