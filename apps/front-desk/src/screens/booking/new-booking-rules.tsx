import type { Slot } from '@holdfast/domain/availability';
import type { ServiceRow, StaffRow } from '@holdfast/protocol/rows';
import { Button } from '../../components/button.tsx';
import type { ExceptionPolicies, Exceptions } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { BothClocks } from '../both-clocks.tsx';
import { useCatalogue, useClock, useDesk, useReadable } from '../desk-context.tsx';
import { ExceptionDialog } from '../exceptions/exception-dialog.tsx';
import { customerHurdle, mayGive, noHurdle, type Hurdle } from '../exceptions/hurdles.ts';
import { namesOf } from './booking-names.ts';
import { conflictWords } from './conflict-words.ts';
import { gapAssigned, offHoursAssigned, squeezeInFor, type Conflict, type Floor, type Wish } from './slot-plan.ts';

/** A slot that takes more than a tap: what for, and what it takes. */
export interface Pending {
  slot: Slot;
  hurdle: Hurdle;
  title: string;
  why: string;
  action: string;
}

export function useActor(): StaffRow | null {
  const session = useReadable(useDesk().session);
  return session.state === 'signed_in' ? session.actor : null;
}

const nobodyMay: ExceptionPolicies = { squeezeRole: 'manager', waiveRole: 'manager' };

/** Who may make exceptions, as the business has set it. */
export function usePolicies(): ExceptionPolicies {
  const session = useReadable(useDesk().session);
  return session.state === 'signed_in' ? session.policies : nobodyMay;
}

export interface Missed {
  hurdle: Pick<Hurdle, 'rules' | 'deposit'>;
  note: string;
}

/** What is booked, of all that is sold here. */
interface Sold {
  services: readonly ServiceRow[];
  serviceId: string | null;
}

/** What the customer’s missed bookings ask for, said before it is sent. */
export function missedBookings({ services, serviceId }: Sold, customer: { name: string; noShows: number } | null, actor: StaffRow | null, policies: ExceptionPolicies): Missed | null {
  const { noShows, name } = customer ?? { noShows: 0, name: '' };
  const hurdle = customerHurdle(services, serviceId, noShows, actor);
  if (hurdle.deposit) return { hurdle, note: words.exceptions.depositWhy(name, noShows) };
  if (hurdle.rules.length > 0) return { hurdle, note: (mayGive({ ...noHurdle, ...hurdle }, actor, policies) ? words.exceptions.approvalOwn : words.exceptions.approvalWhy)(name, noShows) };
  const asManager = customerHurdle(services, serviceId, noShows, null).rules.length > 0;
  return asManager ? { hurdle, note: words.exceptions.approvesBy(name, noShows) } : null;
}

interface OffersProps {
  conflict: Conflict;
  floor: Floor;
  wish: Wish;
  customer: Pick<Hurdle, 'rules' | 'deposit'>;
  onAsk(pending: Pending): void;
}

/** Beside the free times: what may be done about the wished one all the same, and by whom. */
export function ExceptionOffers({ conflict, floor, wish, customer, onAsk }: OffersProps) {
  const clock = useClock();
  const { resources } = useCatalogue();
  const at = { start: wish.start, end: wish.end };
  if (conflict.kind === 'gap') {
    const resourceIds = gapAssigned(floor, wish);
    if (resourceIds === null) return null;
    const asked: Pending = {
      slot: { ...at, resourceIds },
      hurdle: { ...noHurdle, ...customer, rules: ['orphan_gap', ...customer.rules] },
      title: words.exceptions.anywayTitle,
      why: conflictWords(conflict, wish, resources, clock),
      action: words.exceptions.anywayAction,
    };
    return <AskButton asked={asked} onAsk={onAsk} label={words.exceptions.anyway} />;
  }
  if (conflict.kind === 'closed' || conflict.kind === 'away' || conflict.kind === 'nobody_there') {
    const assigned = offHoursAssigned(floor, wish);
    if (assigned === null) return null;
    const asked: Pending = {
      slot: { ...at, resourceIds: assigned.resourceIds },
      hurdle: { ...noHurdle, ...customer, rules: ['hours', ...(assigned.leavesGap ? (['orphan_gap'] as const) : []), ...customer.rules] },
      title: words.exceptions.anywayTitle,
      why: conflictWords(conflict, wish, resources, clock),
      action: words.exceptions.anywayAction,
    };
    return <AskButton asked={asked} onAsk={onAsk} label={words.exceptions.anyway} />;
  }
  if (conflict.kind !== 'taken' && conflict.kind !== 'full' && conflict.kind !== 'nothing_free') return null;
  const squeeze = squeezeInFor(floor, wish);
  if (squeeze === null) return null;
  if (squeeze.kind === 'used_up') return <p className="exception-note">{words.exceptions.squeezeUsedUp(namesOf([squeeze.resourceId], resources), squeeze.perDay)}</p>;
  const beyond = squeeze.resourceIds.filter((id) => (resources.find((resource) => resource.id === id)?.squeezeLanes ?? 0) > 0);
  const asked: Pending = {
    slot: { ...at, resourceIds: squeeze.resourceIds },
    hurdle: { ...noHurdle, ...customer, squeezeIn: true },
    title: words.exceptions.squeezeTitle,
    why: words.exceptions.squeezeWhy(namesOf(beyond, resources), clock.range(wish.start, wish.end)),
    action: words.exceptions.squeezeAction,
  };
  return <AskButton asked={asked} onAsk={onAsk} label={words.exceptions.squeezeIn} />;
}

/** Whoever may not decide it alone reads so before they tap. */
function AskButton({ asked, onAsk, label }: { asked: Pending; onAsk(pending: Pending): void; label: string }) {
  const isOwn = mayGive(asked.hurdle, useActor(), usePolicies());
  return (
    <div className="exception-ask">
      <Button onClick={() => onAsk(asked)}>{label}</Button>
      {isOwn ? null : <span className="exception-note">{words.exceptions.managerAgrees}</span>}
    </div>
  );
}

/** Asks for what a pending slot takes; `zone` is the customer's. */
export function PendingDialog({ pending, zone, onGiven, onClose }: { pending: Pending; zone: string | null; onGiven(exceptions: Exceptions): void; onClose(): void }) {
  const clock = useClock();
  const { slot, hurdle, title, why, action } = pending;
  return (
    <ExceptionDialog title={title} aside={clock.time(slot.start)} why={why} action={action} hurdle={hurdle} onGiven={onGiven} onClose={onClose}>
      <BothClocks start={slot.start} end={slot.end} zone={zone} />
    </ExceptionDialog>
  );
}

/** A slot in the customer’s way is asked for like an exception; null when nothing is. */
export function pendingFor(slot: Slot, missed: Missed | null): Pending | null {
  if (missed === null || (missed.hurdle.rules.length === 0 && !missed.hurdle.deposit)) return null;
  const { deposit } = missed.hurdle;
  return {
    slot, hurdle: { ...noHurdle, ...missed.hurdle }, why: missed.note,
    title: deposit ? words.exceptions.depositTitle : words.exceptions.approveTitle, action: deposit ? words.exceptions.depositAction : words.exceptions.approveAction,
  };
}
