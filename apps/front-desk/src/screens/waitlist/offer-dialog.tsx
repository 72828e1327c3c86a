import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import { dayOf } from '@holdfast/domain/opening-hours';
import type { Slot } from '@holdfast/domain/availability';
import { useEffect, useEffectEvent } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Kbd } from '../../components/kbd.tsx';
import type { WaitlistEntry } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { namesOf } from '../booking/booking-names.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { nearestSlots, needsOf, spanOf } from '../booking/slot-plan.ts';
import { BothClocks, bothClocks, theirClock } from '../both-clocks.tsx';
import { useCatalogue, useClock, useDayBoard, useDesk } from '../desk-context.tsx';
import { useFloor } from '../floor.ts';

/** More would have to be scrolled, and nobody reads them out. */
const offeredMax = 6;

/** What is free in somebody's time, as far as this computer knows: one tap holds it for them. */
export function OfferDialog({ entry: { row }, onClose }: { entry: WaitlistEntry; onClose(): void }) {
  const desk = useDesk();
  const clock = useClock();
  const actions = useCounterActions();
  const floor = useFloor();
  const { location, resources, services } = useCatalogue();
  const service = services.find(({ id }) => id === row.serviceId) ?? null;
  const [from, to] = [Math.max(fromWire(row.from), desk.now()), fromWire(row.to)];
  // What others book meanwhile is not offered any more: the board is what makes this render again.
  useDayBoard(dayOf(from, location.timeZone));
  const gridMs = location.gridMinutes * minuteMs;
  const first = Math.ceil(from / gridMs) * gridMs;
  const pins = needsOf(service).map((need) => row.resourceIds.find((id) => resources.some((resource) => resource.id === id && resource.kind === need)) ?? null);
  const free = service === null ? [] : nearestSlots(floor, { ...spanOf(service, first), service, pins, partySize: row.partySize }, from, offeredMax * 2)
    .filter(({ start, end, resourceIds }) => start >= from && end <= to && pins.every((pin) => pin === null || resourceIds.includes(pin)))
    .slice(0, offeredMax);

  const offer = ({ start, resourceIds }: Slot) => {
    onClose();
    actions.submit({ kind: 'offer_waitlist', args: { entryId: row.id, holdId: crypto.randomUUID(), start: toWire(start), resourceIds: [...resourceIds] } });
    toast(words.waitlist.offerMade(row.customerName, clock.time(start)), { description: theirClock(clock, { start, zone: row.customerTimeZone }) });
  };
  const onDigit = useEffectEvent((event: KeyboardEvent) => {
    const slot = free[Number(event.key) - 1];
    if (slot === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    offer(slot);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => /^[1-6]$/.test(event.key) && onDigit(event);
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, []);

  return (
    <Dialog width="s" title={words.waitlist.offerTitle(row.customerName)} closeLabel={words.close} onClose={onClose}>
      <p className="waitlist-how">{free.length === 0 ? words.waitlist.offerNone : words.waitlist.offerHow}</p>
      <ul className="offers">
        {free.map((slot, index) => (
          <li key={`${slot.start} ${slot.resourceIds.join()}`}>
            <button type="button" className="offer" onClick={() => offer(slot)}>
              <Kbd>{String(index + 1)}</Kbd>
              <span className="offer-what">
                <strong>
                  {clock.date(slot.start)} {clock.time(slot.start)}
                </strong>{' '}
                {namesOf(slot.resourceIds, resources)}
                {bothClocks(clock, { ...slot, zone: row.customerTimeZone }) === null ? null : <br />}
                <BothClocks start={slot.start} end={slot.end} zone={row.customerTimeZone} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className="dialog-foot">
        <Button size="l" hint="Esc" onClick={onClose}>
          {words.close}
        </Button>
      </div>
    </Dialog>
  );
}
