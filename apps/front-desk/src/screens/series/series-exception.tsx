import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import type { Exceptions } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { refusalTitle } from '../attention/refusal-words.ts';
import { useActor, usePolicies } from '../booking/new-booking-rules.tsx';
import { useCatalogue } from '../desk-context.tsx';
import { ExceptionDialog } from '../exceptions/exception-dialog.tsx';
import { hurdleWords } from '../exceptions/hurdle-words.ts';
import { mayGive } from '../exceptions/hurdles.ts';
import type { SeriesHurdle } from './series-hurdle.ts';

/** Whether resources, or of those a service needs any, take squeeze-ins at all. */
export function useSqueezable(serviceId: string | null): (resourceIds: readonly string[]) => boolean {
  const { resources, services } = useCatalogue();
  const needs = services.find(({ id }) => id === serviceId)?.needs ?? [];
  return (resourceIds) =>
    resources.some(({ id, kind, squeezeLanes = 0 }) => squeezeLanes > 0 && (resourceIds.length > 0 ? resourceIds.includes(id) : needs.includes(kind)));
}

/** What stands in a series' way and yields to a reason, a deposit or a manager; once given, the dates are checked again. */
export function SeriesException({ of: { hurdle, reason, dates }, who, isMove = false, onGiven }: { of: SeriesHurdle; who: string; isMove?: boolean; onGiven(given: Exceptions): void }) {
  const [asking, setAsking] = useState(false);
  const isOwn = mayGive(hurdle, useActor(), usePolicies());
  const { button, title } = hurdleWords(hurdle, isMove);
  return (
    <div className="exception-ask">
      <Button onClick={() => setAsking(true)}>{button}</Button>
      {isOwn ? null : <span className="exception-note">{words.exceptions.managerAgrees}</span>}
      {asking ? (
        <ExceptionDialog
          title={title}
          aside={who}
          why={whyIsAsked({ hurdle, reason, dates })}
          action={words.series.again}
          hurdle={hurdle}
          onGiven={(given) => {
            setAsking(false);
            onGiven(given);
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </div>
  );
}

function whyIsAsked({ hurdle, reason, dates }: SeriesHurdle): string {
  if (dates === null) return refusalTitle(reason);
  if (hurdle.squeezeIn) return words.series.full(dates);
  return (reason === 'outside_hours' ? words.series.outsideHours : words.series.shortGaps)(dates);
}
