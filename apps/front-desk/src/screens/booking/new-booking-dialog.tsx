import { useState } from 'react';
import { readSetting } from '../../design/device-setting.ts';
import { words } from '../../words/words.ts';
import { useCatalogue, useDesk } from '../desk-context.tsx';
import { dayOf } from '@holdfast/domain/opening-hours';
import { instantOf, openOfDay } from '../opening.ts';
import type { Selected } from '../shell/view.ts';
import type { JoinWish } from '../waitlist/join-dialog.tsx';
import { usualService } from '../walk-in/usual-service.ts';
import { BookingForm } from './booking-form.tsx';
import { walkInStart } from './slot-plan.ts';

interface Props {
  /** The day on the board; used when no time was pointed at. */
  day: string;
  start: number | null;
  resourceId: string | null;
  /** Left out: the usual one. */
  serviceId?: string | null | undefined;
  onBooked(selected: Selected): void;
  onWait(wish: JoinWish): void;
  onClose(): void;
}

export function NewBookingDialog({ day, start, resourceId, serviceId, onBooked, onWait, onClose }: Props) {
  const desk = useDesk();
  const { location, services, resources } = useCatalogue();
  const [first] = useState(() => {
    if (start !== null) return start;
    const now = desk.now();
    if (day === dayOf(now, location.timeZone)) return walkInStart(location, now)?.start ?? now;
    return openOfDay(location, day)[0]?.start ?? instantOf(day, '09:00', location.timeZone);
  });
  // A click on somebody's column means a service that this column can do.
  const kind = resources.find((resource) => resource.id === resourceId)?.kind;
  const fitting = kind === undefined ? services : services.filter((service) => service.needs.length === 0 || service.needs.includes(kind));
  return (
    <BookingForm
      title={words.form.bookingTitle}
      channel="desk"
      start={first}
      resourceId={resourceId}
      serviceId={serviceId === undefined ? usualService(fitting, readSetting('service')) : serviceId}
      full
      onBooked={onBooked}
      onWait={onWait}
      onClose={onClose}
    />
  );
}
