import { toWire } from '@holdfast/domain/instant';
import type { LateElsewhere } from '@holdfast/protocol/outcomes';
import { useEffect, useState } from 'react';
import { useDesk } from '../desk-context.tsx';

export type Elsewhere = { state: 'checking' } | { state: 'offline' } | { state: 'answered'; late: readonly LateElsewhere[] };

interface Asked {
  resourceId: string;
  minutes: number;
  /** An instant. */
  from: number;
}

/** What somebody would come too late for at other locations, which only the server knows; asked again when the question is another. Null asks nothing. */
export function useLateElsewhere(asked: Asked | null): Elsewhere {
  const desk = useDesk();
  const key = JSON.stringify(asked);
  const [answer, setAnswer] = useState<{ key: string; elsewhere: Elsewhere }>({ key: '', elsewhere: { state: 'checking' } });
  useEffect(() => {
    const question = JSON.parse(key) as Asked | null;
    if (question === null) return;
    let wanted = true;
    const say = (elsewhere: Elsewhere) => wanted && setAnswer({ key, elsewhere });
    desk.lateElsewhere({ ...question, from: toWire(question.from) }).then(
      (late) => say({ state: 'answered', late }),
      () => say({ state: 'offline' }),
    );
    return () => void (wanted = false);
  }, [desk, key]);
  return answer.key === key ? answer.elsewhere : { state: 'checking' };
}
