import { Button } from '../../components/button.tsx';
import type { BlockOnBoard, HoldOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { namesOf } from './booking-names.ts';
import { useCatalogue, useClock } from '../desk-context.tsx';
import { useCounterActions } from './counter-actions.tsx';

export function HoldDetails({ hold, onDone }: { hold: HoldOnBoard; onDone(): void }) {
  const clock = useClock();
  const { resources, services } = useCatalogue();
  const actions = useCounterActions();
  return (
    <>
      <header className="panel-head">
        <h2 className="panel-title">{words.details.hold}</h2>
        <span className="pill" data-status="hold">
          {words.channel[hold.row.channel]}
        </span>
      </header>
      <div className="panel-lines">
        <span>{services.find((service) => service.id === hold.row.serviceId)?.name ?? words.noService}</span>
        <strong>
          {clock.range(hold.start, hold.end)} · {namesOf(hold.resourceIds, resources)}
        </strong>
        <span>{words.details.holdUntil(clock.time(Date.parse(hold.row.expiresAt)))}</span>
      </div>
      <Button
        size="l"
        className="panel-primary"
        onClick={() => {
          actions.submit({ kind: 'release_hold', args: { holdId: hold.id } });
          onDone();
        }}
      >
        {words.details.release}
      </Button>
    </>
  );
}

export function BlockDetails({ block, onDone }: { block: BlockOnBoard; onDone(): void }) {
  const clock = useClock();
  const { resources } = useCatalogue();
  const actions = useCounterActions();
  return (
    <>
      <header className="panel-head">
        <h2 className="panel-title">{block.row.reason === '' ? words.details.block : block.row.reason}</h2>
        <span className="pill">{words.board.blocked}</span>
      </header>
      <div className="panel-lines">
        <strong>
          {clock.range(block.start, block.end)} · {namesOf(block.resourceIds, resources)}
        </strong>
        <span>{clock.date(block.start)}</span>
      </div>
      <Button
        size="l"
        className="panel-primary"
        onClick={() => {
          actions.removeBlock(block);
          onDone();
        }}
      >
        {words.block.remove}
      </Button>
    </>
  );
}
