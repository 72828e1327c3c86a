import { useEffect, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { words } from '../../words/words.ts';
import { useDesk, useReadable } from '../desk-context.tsx';

/** What was said, asked of the server when somebody opens it. It never changes, so once here it stays. */
export function Transcript({ escalationId }: { escalationId: string }) {
  const desk = useDesk();
  const offline = useReadable(desk.connection).state === 'offline';
  const [isOpen, setOpen] = useState(false);
  const [said, setSaid] = useState<{ text: string } | null>(null);
  const [failed, setFailed] = useState(false);
  const wanted = isOpen && said === null && !failed && !offline;
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    desk.transcriptOf(escalationId).then(
      (text) => current && setSaid({ text: text ?? '' }),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [desk, escalationId, wanted]);
  return (
    <details className="handed-transcript" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.handedOver.transcript}</summary>
      {said !== null ? (
        <p>{said.text}</p>
      ) : offline ? (
        <p role="status">{words.handedOver.transcriptOffline}</p>
      ) : failed ? (
        <div className="handed-unread" role="status">
          <p>{words.handedOver.transcriptFailed}</p>
          <Button onClick={() => setFailed(false)}>{words.handedOver.tryAgain}</Button>
        </div>
      ) : (
        <p role="status">{words.handedOver.loading}</p>
      )}
    </details>
  );
}
