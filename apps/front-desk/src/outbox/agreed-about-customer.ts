import type { Command, CommandArgs } from '@holdfast/protocol/commands';

export type Excepted = Pick<CommandArgs<'place_hold'>, 'squeezeIn' | 'waive'>;

/**
 * What a person agreed to about the customer's missed bookings stands at another time too, while that person is signed in: a
 * manager's PIN was for that one command. What was set aside for the time that could not be had stands nowhere else.
 */
export function agreedAboutCustomer({ actorId, args }: Pick<Command, 'actorId'> & { args: Excepted }, signedIn: string | null): Pick<Excepted, 'waive'> {
  const { waive } = args;
  return actorId === signedIn && waive?.rules.includes('no_shows') ? { waive: { ...waive, rules: ['no_shows'] } } : {};
}
