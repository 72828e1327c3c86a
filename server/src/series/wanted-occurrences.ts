import { fromWire, minuteMs, toWire, type Instant } from '@holdfast/domain/instant';
import { expandSeries } from '@holdfast/domain/series';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { refuse, type Refusal } from '../commands/plan.ts';
import type { Catalogue } from '../locations/catalogue.ts';

/** One occurrence as it is asked for. */
export interface WantedOccurrence {
  /** The start the rule gives it: its name. */
  occurrence: Instant;
  start: Instant;
  end: Instant;
  resourceIds: readonly string[];
  skip: boolean;
}

/** The rule's occurrences with the asked changes, in the rule's order. */
export function wantedOccurrences(
  { location, services }: Catalogue,
  args: Pick<CommandArgs<'create_series'>, 'serviceId' | 'start' | 'end' | 'rule' | 'resourceIds' | 'changes'>,
): WantedOccurrence[] | Refusal {
  const first = fromWire(args.start);
  const service = args.serviceId === null ? undefined : services.get(args.serviceId);
  if (args.serviceId !== null && !service) return refuse('not_found', 'There is no such service at this location.');
  const end = args.end === undefined ? service && first + service.durationMinutes * minuteMs : fromWire(args.end);
  if (end === undefined) return refuse('invalid_times', 'Without a service, say when it ends: give `end`.');

  const expansion = expandSeries(args.rule, first, location.timeZone);
  if ('problem' in expansion) return refuse('invalid_rule', expansion.problem);
  const changes = new Map(args.changes?.map((change) => [fromWire(change.occurrence), change]));
  if (changes.size < (args.changes?.length ?? 0)) return refuse('invalid_rule', 'One occurrence is changed twice: say it once.');
  const occurrences = expansion.starts.map((occurrence): WantedOccurrence => {
    const change = changes.get(occurrence);
    changes.delete(occurrence);
    const start = change?.start === undefined ? occurrence : fromWire(change.start);
    const resourceIds = change?.resourceIds ?? args.resourceIds;
    return { occurrence, start, end: start + (end - first), resourceIds, skip: change?.skip ?? false };
  });
  const [stray] = changes.keys();
  if (stray !== undefined)
    return refuse('invalid_rule', `The rule gives no occurrence at ${toWire(stray)}: name those to change by the start it gives them.`);
  if (occurrences.every(({ skip }) => skip)) return refuse('invalid_rule', 'Every occurrence is left out: nothing would be booked.');
  return occurrences;
}
