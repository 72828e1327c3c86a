import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { words } from '../../words/words.ts';
import { useClock, useDesk, useReadable } from '../desk-context.tsx';
import './terminal-dialog.css';

type Minted = { state: 'making' } | { state: 'failed' } | { state: 'made'; code: string; expiresAt: string };

/** A one-time code another device is enrolled with. */
export function TerminalDialog({ onClose }: { onClose(): void }) {
  const session = useReadable(useDesk().session);
  const clock = useClock();
  const [minted, setMinted] = useState<Minted>({ state: 'making' });
  const [attempt, setAttempt] = useState(0);
  const mint = session.state === 'signed_in' ? session.mintEnrolmentCode : null;
  useEffect(() => {
    if (mint === null) return;
    let current = true;
    mint().then(
      (made) => current && setMinted({ state: 'made', ...made }),
      () => current && setMinted({ state: 'failed' }),
    );
    return () => {
      current = false;
    };
    // One code per attempt: a session that renders again must not mint another.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [attempt]);

  const address = minted.state === 'made' ? `${location.origin}/#enrol=${encodeURIComponent(minted.code)}` : '';
  return (
    <Dialog width="s" title={words.terminal.title} closeLabel={words.close} onClose={onClose}>
      {minted.state === 'made' ? (
        <div className="terminal-code-box">
          <p>{words.terminal.text}</p>
          <p className="terminal-code">{minted.code}</p>
          <p className="terminal-address">{address}</p>
          <p>{words.terminal.until(clock.time(Date.parse(minted.expiresAt)))}</p>
        </div>
      ) : (
        <p className="panel-note" role="status">
          {minted.state === 'making' ? words.terminal.making : words.terminal.failed}
        </p>
      )}
      <div className="dialog-foot">
        {minted.state === 'made' ? (
          <Button size="l" onClick={() => void navigator.clipboard.writeText(address).then(() => toast(words.copied), () => undefined)}>
            {words.terminal.copyAddress}
          </Button>
        ) : null}
        {minted.state === 'failed' ? (
          <Button
            size="l"
            onClick={() => {
              setMinted({ state: 'making' });
              setAttempt(attempt + 1);
            }}
          >
            {words.terminal.again}
          </Button>
        ) : null}
        <Button size="l" variant="primary" onClick={onClose}>
          {words.close}
        </Button>
      </div>
    </Dialog>
  );
}
