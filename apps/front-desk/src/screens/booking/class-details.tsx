import { Plus } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { placesBeyond } from '@holdfast/domain/squeezed-in';
import { words } from '../../words/words.ts';
import { isSqueezedIn, SignIcon } from '../day-board/board-item.tsx';
import { classCapacity, classMembers, placesTaken, sharedBeside } from '../day-board/column-items.ts';
import { useMeaning } from '../../components/use-meaning.ts';
import type { BookingOnBoard } from '../../desk.ts';
import { theirClock } from '../both-clocks.tsx';
import { useCatalogue, useClock, useDayBoard } from '../desk-context.tsx';
import type { DialogView, Selected } from '../shell/view.ts';
import { namesOf, peopleWords, squeezedWords, whoIs } from './booking-names.ts';
import { primaryStep } from './booking-steps.ts';
import './class-details.css';
import { useCounterActions } from './counter-actions.tsx';

interface Props {
  selected: Selected;
  onOpen(dialog: DialogView): void;
  onSelect(selected: Selected): void;
}

/** Everybody in a class, each with the next step one tap away. */
export function ClassDetails({ selected, onOpen, onSelect }: Props) {
  const clock = useClock();
  const { services, resources } = useCatalogue();
  const members = classMembers(useDayBoard(selected.day).items, selected.id);
  const [first] = members;
  const resource = resources.find((candidate) => selected.id.startsWith(candidate.id));
  const taken = placesTaken(members);
  const beyond = resource === undefined ? 0 : placesBeyond(members.map(({ row }) => row), resource);
  const besides = sharedBeside(members, resource?.id ?? '');
  const capacity = resource === undefined ? 0 : classCapacity(resource, besides, resources);
  const left = Math.max(0, capacity - taken + beyond);
  const mayAdd = left > 0 || (resource?.squeezeLanes ?? 0) > 0;
  if (first === undefined || resource === undefined) return <p className="panel-note">{words.details.gone.class}</p>;
  return (
    <>
      <header className="panel-head">
        <h2 className="panel-title">{services.find((service) => service.id === first.row.serviceId)?.name ?? words.noService}</h2>
        <span className="pill">{words.board.places(taken, capacity)}</span>
      </header>
      <div className="panel-lines">
        <strong>
          {clock.range(first.start, first.end)} · {namesOf([resource.id, ...besides], resources)}
        </strong>
        <span>{[clock.date(first.start), words.board.placesLeft(left), beyond > 0 ? words.board.squeezedInMany(beyond) : null].filter((part) => part !== null).join(' · ')}</span>
      </div>
      <Button size="l" className="panel-primary" disabled={!mayAdd} onClick={() => onOpen({ kind: 'booking', start: first.start, resourceId: resource.id, serviceId: first.row.serviceId })}>
        <Plus size={16} aria-hidden="true" /> {left > 0 ? words.board.addPerson : mayAdd ? words.exceptions.squeezeIn : words.board.full}
      </Button>
      <ul className="class-members">
        {members.map((booking) => {
          const sign = booking.certainty === 'waiting' ? 'waiting' : booking.row.status;
          return (
            <li key={booking.key}>
              <button type="button" className="class-member" onClick={() => onSelect({ kind: 'booking', id: booking.id, day: selected.day })}>
                <SignIcon sign={sign} size={13} />
                <span className="class-who">
                  <span>{whoIs(booking.row)}</span>
                  <small>{[peopleWords(booking.row, resources), isSqueezedIn(booking) ? squeezedWords(booking.row, resources) : null, theirClock(clock, { start: booking.start, end: booking.end, zone: booking.row.customerTimeZone })].filter((part) => part !== null).join(' · ')}</small>
                </span>
                <span className="visually-hidden">, {sign === 'waiting' ? words.certainty.waiting.word : words.status[sign]}</span>
              </button>
              <StepButton booking={booking} />
            </li>
          );
        })}
      </ul>
    </>
  );
}

function StepButton({ booking }: { booking: BookingOnBoard }) {
  const actions = useCounterActions();
  const { id, row } = booking;
  useMeaning(id, row.status);
  const step = primaryStep(row.status);
  if (step === null) return null;
  return (
    <Button onClick={() => actions.advance(booking)}>
      {step.label}
      <span className="visually-hidden">: {whoIs(row)}</span>
    </Button>
  );
}
