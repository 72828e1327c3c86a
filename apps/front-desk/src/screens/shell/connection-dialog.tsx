import { Download, HardDriveDownload, TriangleAlert } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { words } from '../../words/words.ts';
import { useAttentionCount } from '../attention/use-attention-count.ts';
import { useClock, useDesk, useNow, useReadable } from '../desk-context.tsx';
import { saveOutbox } from '../failure/save-outbox.ts';
import './connection-dialog.css';
import { connectionSentence } from './connection-words.ts';

/** What the connection sentence means, and what to do about what it says. */
export function ConnectionDialog({ onClose }: { onClose(): void }) {
  const desk = useDesk();
  const connection = useReadable(desk.connection);
  const attention = useAttentionCount();
  const sentence = connectionSentence(connection, useClock());
  const now = useNow(60_000);
  const oldest = connection.oldestWaitingAt === null ? 0 : Math.max(0, Math.floor((now - connection.oldestWaitingAt) / 60_000));
  return (
    <Dialog width="s" title={words.connection.details} closeLabel={words.close} onClose={onClose}>
      <div className="connection">
        <p className="connection-main">
          <strong>{sentence.main}</strong>
          {sentence.rest === null ? null : ` · ${sentence.rest}`}
        </p>
        <p>{connection.state === 'offline' ? words.connection.explainOffline : words.connection.explainOnline}</p>
        {connection.waiting > 0 ? <p>{words.connection.onThisDisk(connection.waiting, oldest)}</p> : null}
        {attention > 0 ? <p>{words.connection.needsAttention(attention)}</p> : null}
        {connection.stuck > 0 ? (
          <p className="connection-note" data-tone="danger">
            <TriangleAlert size={17} aria-hidden="true" />
            {words.connection.stuck(connection.stuck)}
          </p>
        ) : null}
        {connection.storagePersisted === false ? (
          <p className="connection-note">
            <HardDriveDownload size={17} aria-hidden="true" />
            {words.connection.notPersisted}
          </p>
        ) : null}
      </div>
      <div className="dialog-foot">
        <Button size="l" disabled={connection.waiting + connection.stuck + attention === 0} onClick={() => void saveOutbox(desk)}>
          <Download size={16} aria-hidden="true" /> {words.connection.exportOutbox}
        </Button>
        <Button size="l" variant="primary" onClick={onClose}>
          {words.close}
        </Button>
      </div>
    </Dialog>
  );
}
