import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import type { AttentionCard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useCatalogue } from '../desk-context.tsx';
import { ExceptionDialog } from '../exceptions/exception-dialog.tsx';
import { hurdleWords } from '../exceptions/hurdle-words.ts';
import { hurdleOf } from '../exceptions/hurdles.ts';

/** The next step of a refusal that a manager, a reason or a deposit can turn. Nothing where none can. */
export function InsistButton({ card, who, why }: { card: AttentionCard; who: string; why: string }) {
  const { resources } = useCatalogue();
  const [open, setOpen] = useState(false);
  const squeezable = card.wanted.resourceIds.some((id) => (resources.find((resource) => resource.id === id)?.squeezeLanes ?? 0) > 0);
  const hurdle = hurdleOf(card, squeezable);
  if (hurdle === null) return null;
  const said = hurdleWords(hurdle, card.kind === 'move_booking' || card.kind === 'move_series');
  return (
    <>
      <Button onClick={() => setOpen(true)}>{said.button}</Button>
      {open ? (
        <ExceptionDialog
          title={said.title}
          aside={who}
          why={why}
          action={said.action}
          hurdle={hurdle}
          given={card.given}
          onGiven={(exceptions) => {
            setOpen(false);
            card.insist(exceptions).onDisk.catch(() => toast.error(words.form.notKept, { duration: Infinity }));
            toast(words.attention.sentAgain(who));
          }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
