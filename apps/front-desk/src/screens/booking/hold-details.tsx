import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ReasonPicker } from '../../components/reason-picker.tsx';
import type { HoldOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useCatalogue, useClock, useDesk, useReadable } from '../desk-context.tsx';
import { namesOf } from './booking-names.ts';
import { useCounterActions } from './counter-actions.tsx';

const titles = { asked: words.details.hold, alternative: words.details.hold, override: words.details.hold, undo: words.details.holdUndo, waitlist: words.details.holdOffered };

export function HoldDetails({ hold, onDone }: { hold: HoldOnBoard; onDone(): void }) {
  const clock = useClock();
  const { resources, services } = useCatalogue();
  const actions = useCounterActions();
  const session = useReadable(useDesk().session);
  const [takingOver, setTakingOver] = useState(false);
  const { row } = hold;
  const purpose = row.purpose ?? 'asked';
  const manager = session.state === 'signed_in' && session.actor.role === 'manager';
  return (
    <>
      <header className="panel-head">
        <h2 className="panel-title">{titles[purpose]}</h2>
        <span className="pill" data-status="hold">
          {purpose === 'waitlist' ? words.waitlist.title : words.channel[row.channel]}
        </span>
      </header>
      <div className="panel-lines">
        {row.customerName == null ? null : <strong>{[row.customerName, row.customerPhone].filter((part) => part != null).join(' · ')}</strong>}
        <span>{services.find((service) => service.id === row.serviceId)?.name ?? words.noService}</span>
        <strong>
          {clock.range(hold.start, hold.end)} · {namesOf(hold.resourceIds, resources)}
        </strong>
        <span>{words.details.holdUntil(clock.time(Date.parse(row.expiresAt)))}</span>
      </div>
      {purpose === 'undo' ? (
        <p className="panel-note">{words.details.holdUndoHow}</p>
      ) : (
        <Button
          size="l"
          className="panel-primary"
          onClick={() => {
            actions.submit({ kind: 'release_hold', args: { holdId: hold.id } });
            onDone();
          }}
        >
          {purpose === 'waitlist' ? words.details.takeBack : words.details.release}
        </Button>
      )}
      <div className="panel-actions">
        {purpose === 'undo' || purpose === 'waitlist' ? null : (
          <Button
            onClick={() => {
              actions.submit({ kind: 'extend_hold', args: { holdId: hold.id } });
              toast(words.details.extended);
            }}
          >
            {words.details.extend}
          </Button>
        )}
        {purpose === 'undo' || !manager ? null : <Button onClick={() => setTakingOver(true)}>{words.details.takeOver}</Button>}
      </div>
      {takingOver ? <TakeOverDialog hold={hold} onClose={() => setTakingOver(false)} onDone={onDone} /> : null}
    </>
  );
}

function TakeOverDialog({ hold, onClose, onDone }: { hold: HoldOnBoard; onClose(): void; onDone(): void }) {
  const clock = useClock();
  const actions = useCounterActions();
  const [reason, setReason] = useState('');
  return (
    <Dialog width="s" title={words.details.takeOverTitle} aside={clock.range(hold.start, hold.end)} closeLabel={words.close} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === '') return;
          onClose();
          actions.submit({ kind: 'override_hold', args: { holdId: hold.id, newHoldId: crypto.randomUUID(), reason: reason.trim() } });
          toast(words.details.tookOver);
          onDone();
        }}
      >
        <p className="panel-note">{words.details.takeOverHow}</p>
        <ReasonPicker label={words.details.takeOverReason} suggestions={words.details.takeOverReasons} value={reason} onChange={setReason} />
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button size="l" variant="primary" type="submit" hint="↵" disabled={reason.trim() === ''}>
            {words.details.takeOverAction}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
