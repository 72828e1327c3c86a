import { Button } from '../../components/button.tsx';
import type { BlockOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { namesOf } from './booking-names.ts';
import { useCatalogue, useClock } from '../desk-context.tsx';
import { useCounterActions } from './counter-actions.tsx';

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
