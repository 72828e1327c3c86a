import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { readSetting } from '../../design/device-setting.ts';
import { words } from '../../words/words.ts';
import { BookingForm } from '../booking/booking-form.tsx';
import { walkInStart } from '../booking/slot-plan.ts';
import { useCatalogue, useClock, useDesk } from '../desk-context.tsx';
import type { Selected } from '../shell/view.ts';
import type { JoinWish } from '../waitlist/join-dialog.tsx';
import { usualService } from './usual-service.ts';

/** Two keys: `W` opens it with everything filled in, `Enter` books. */
export function WalkInDialog({ onBooked, onWait, onClose }: { onBooked(selected: Selected): void; onWait(wish: JoinWish): void; onClose(): void }) {
  const desk = useDesk();
  const clock = useClock();
  const { location, services } = useCatalogue();
  // Read once: the form must not change under the hand when the minute turns.
  const [opened] = useState(() => walkInStart(location, desk.now()));
  if (opened === null) {
    return (
      <Dialog width="s" title={words.form.walkInTitle} closeLabel={words.close} onClose={onClose}>
        <p>{words.form.closedForLong}</p>
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.close}
          </Button>
        </div>
      </Dialog>
    );
  }
  const sameDay = clock.date(opened.start) === clock.date(desk.now());
  const time = sameDay ? clock.time(opened.start) : `${clock.date(opened.start)} ${clock.time(opened.start)}`;
  return (
    <BookingForm
      title={words.form.walkInTitle}
      aside={opened.closedNow ? words.form.nextOpening(time) : words.form.nowRounded(time)}
      channel="walk_in"
      start={opened.start}
      resourceId={null}
      serviceId={usualService(services, readSetting('service'))}
      full={false}
      onBooked={onBooked}
      onWait={onWait}
      onClose={onClose}
    />
  );
}
