import { z } from 'zod';
import { commandArgs, commandKinds, type CommandArgs, type CommandKind } from '@holdfast/protocol/commands';
import type { Committed, LateElsewhere } from '@holdfast/protocol/outcomes';
import { uuid } from '@holdfast/protocol/values';
import type { KeyScope } from '../../access/scope.ts';
import { blankReason } from '../../commands/blank-reason.ts';
import { operation, type Operation } from './operation.ts';
import { invalidInput } from './problem.ts';
import { reference } from './schemas.ts';
import { commandIdOf, sendCommand, sentAnswer } from './send-command.ts';

const query = z.strictObject({
  location: reference.optional().meta({ description: 'Where it happens. May be left out with a key of one location.' }),
  dependsOn: uuid.optional().meta({ description: 'Refused when this command was refused.' }),
  supersedes: uuid.optional().meta({ description: 'The refused command whose alternative this one takes.' }),
});

/** Fields of the outcome differ by kind (docs/reference/commands.md), and more are added. */
const committed = z.object({
  commandId: uuid,
  outcome: z.looseObject({ status: z.literal('committed'), version: z.int() }),
});

/** Each command of the desk, as it is: no booking, hold, block or offer of a counter's is out of a program's reach. */
export const commandOperations: Operation[] = commandKinds.map(commandOperation);

function commandOperation<K extends CommandKind>(kind: K): Operation {
  const args: z.ZodObject = commandArgs[kind];
  const isVersioned = 'expectedVersion' in args.shape;
  return operation({
    id: kind.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) + 'Command',
    method: 'POST',
    path: `/commands/${kind}`,
    summary: `The desk's own command ${kind}`,
    query,
    body: args.strict().superRefine((given, context) => {
      const path = blankReason(kind, given);
      if (path) context.addIssue({ code: 'custom', path: path.split('.'), message: 'Say why: the record has nothing else to explain it.' });
    }),
    idempotencyKey: 'optional',
    ifMatch: isVersioned,
    refusable: true,
    answers: { status: 200, schema: committed },
    async handle(rest, call) {
      const catalogue = await rest.places.named(call.key, call.query.location ?? onlyLocation(call.key));
      const commandId = commandIdOf(call);
      const sent = await sendCommand(rest, call.key, catalogue, {
        commandId,
        kind,
        args: { ...call.body, ...expected(call) } as CommandArgs<K>,
        dependsOn: call.query.dependsOn,
        supersedes: call.query.supersedes,
      });
      return sentAnswer(200, { commandId, outcome: withoutUnknownPlaces(call.key, sent.outcome) }, sent);
    },
  });
}

/** Locations the key does not serve do not exist for it: what somebody is late for there is told without the place. */
function withoutUnknownPlaces({ locations }: KeyScope, outcome: Committed): Committed {
  if (outcome.elsewhere === undefined) return outcome;
  const known = new Set(locations.map(({ id }) => id));
  const told = ({ locationId = '', locationName, timeZone, ...late }: LateElsewhere): LateElsewhere =>
    known.has(locationId) && locationName !== undefined ? { locationId, locationName, ...(timeZone === undefined ? {} : { timeZone }), ...late } : late;
  return { ...outcome, elsewhere: outcome.elsewhere.map(told) };
}

/** The header says what the field says; here one version, for which of several it has nobody has looked. */
function expected({ ifMatch, body }: { ifMatch: readonly number[] | null; body: { expectedVersion?: unknown } }): { expectedVersion?: number } {
  const [version, ...others] = ifMatch ?? [];
  if (version === undefined) return {};
  if (others.length > 0 || (body.expectedVersion !== undefined && body.expectedVersion !== version))
    throw invalidInput([{ path: 'If-Match', message: 'Give one version, in the header or as `expectedVersion`.' }]);
  return { expectedVersion: version };
}

function onlyLocation({ locations: [only, ...others] }: KeyScope): string {
  if (only === undefined || others.length > 0)
    throw invalidInput([{ path: 'location', message: 'This key serves several locations: add ?location= with a slug or id.' }]);
  return only.id;
}
