import { useEffect, useState } from 'react';
import { useDesk, useReadable } from '../desk-context.tsx';

export type Asked<A> = { state: 'checking' } | { state: 'offline' } | { state: 'answered'; answer: A };

/**
 * What the server says now; asked when the question is another, and once more when the connection comes back or what was
 * done here is answered: the last answer stands until the next. Null asks nothing. `ask` stays the same. `keepsAnswer`: it
 * stands without a connection too, for what was seen is what is decided on.
 */
export function useAsked<Q, A>(question: Q | null, ask: (question: Q) => Promise<A>, keepsAnswer = false): Asked<A> {
  const { state, waiting } = useReadable(useDesk().connection);
  const key = JSON.stringify(question);
  const [last, setLast] = useState<{ key: string; asked: Asked<A> }>({ key: '', asked: { state: 'checking' } });
  useEffect(() => {
    const wish = JSON.parse(key) as Q | null;
    if (wish === null) return;
    let wanted = true;
    ask(wish).then(
      (answer) => wanted && setLast({ key, asked: { state: 'answered', answer } }),
      () => wanted && setLast((before) => (keepsAnswer && before.key === key && before.asked.state === 'answered' ? before : { key, asked: { state: 'offline' } })),
    );
    return () => void (wanted = false);
  }, [ask, key, keepsAnswer, state, waiting]);
  return last.key === key ? last.asked : { state: 'checking' };
}
