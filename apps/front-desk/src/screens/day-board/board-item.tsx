import { Ban, Check, ChevronsRightLeft, Circle, CircleDot, Hourglass, Play, Timer, TriangleAlert, UserX, X } from 'lucide-react';
import { memo } from 'react';
import { minuteMs } from '@holdfast/domain/instant';
import type { ResourceRow } from '@holdfast/protocol/rows';
import type { BoardItem } from '../../desk.ts';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { peopleWords, squeezedWords, titleOf } from '../booking/booking-names.ts';
import { canMove } from '../booking/booking-steps.ts';
import { theirClock } from '../both-clocks.tsx';
import { HoldLeft } from '../holds/hold-left.tsx';
import './board-item.css';

const icons = {
  booked: Circle, arrived: CircleDot, in_service: Play, done: Check, cancelled: X, no_show: UserX,
  hold: Timer, block: Ban, waiting: Hourglass, refused: X, at_risk: TriangleAlert,
};
export type Sign = keyof typeof icons;

/**
 * The one thing to know about an item; `booked` is what is usual and so has no mark on the board. Certainty
 * comes before status: what may fail is said first.
 */
export function signOf(item: BoardItem): Sign {
  if (item.certainty === 'refused') return 'refused';
  if (item.atRisk) return 'at_risk';
  if (item.certainty === 'waiting') return 'waiting';
  return item.kind === 'booking' ? item.row.status : item.kind;
}

export function signWord(sign: Sign): string {
  switch (sign) {
    case 'waiting':
    case 'refused':
      return words.certainty[sign].word;
    case 'at_risk':
      return words.board.atRisk;
    case 'hold':
      return words.board.held;
    case 'block':
      return words.board.blocked;
    default:
      return words.status[sign];
  }
}

export function SignIcon({ sign, size }: { sign: Sign; size: number }) {
  const Icon = icons[sign];
  return <Icon className="sign-icon" size={size} strokeWidth={2.4} aria-hidden="true" />;
}

export function isSqueezedIn(item: BoardItem): boolean {
  return item.kind !== 'block' && item.row.squeezedIn === true;
}

/** What is unusual about a booking or hold apart from its status: how many they are, and that they are squeezed in. */
function marksOf(item: BoardItem, resources: readonly ResourceRow[]): string[] {
  if (item.kind === 'block') return [];
  return [isSqueezedIn(item) ? squeezedWords(item.row, resources) : null, peopleWords(item.row, resources)].filter((mark) => mark !== null);
}

/** Px of a line of text in an item; as `line-height` in board-item.css. */
const lineHeight = 16;

interface Props {
  item: BoardItem;
  resourceId: string;
  clock: Clock;
  serviceName: string | null;
  colour: number;
  /** The other columns of the same booking, by name. */
  alsoIn: string;
  resources: readonly ResourceRow[];
  top: number;
  height: number;
  left: string;
  width: string;
  /** Preparation and cleanup, px. */
  before: number;
  after: number;
  selected: boolean;
  focusable: boolean;
}

export const BoardItemView = memo(function BoardItemView(props: Props) {
  const { item, clock, serviceName, alsoIn, resources, top, height, left, width, before, after } = props;
  const sign = signOf(item);
  const title = titleOf(item);
  const range = clock.range(item.start, item.end);
  const movable = item.kind === 'booking' && item.certainty !== 'refused' && canMove(item.row.status);
  const minutes = (item.end - item.start) / minuteMs;
  const lines = Math.max(1, Math.floor((height - 5) / lineHeight));
  const size = lines === 1 ? 'xs' : lines === 2 ? 's' : 'l';
  const marks = marksOf(item, resources);
  const second = [clock.time(item.start), ...marks, serviceName ?? (item.kind === 'booking' && item.row.customerName !== null ? item.row.title : null)].filter((part) => part !== null).join(' · ');
  const said = [range, serviceName, ...marks, alsoIn === '' ? null : words.board.with(alsoIn), signWord(sign)].filter((part) => part !== null);
  const tooltip = [title, `${range} · ${words.duration(minutes)}`, item.kind === 'block' ? null : theirClock(clock, { start: item.start, end: item.end, zone: item.row.customerTimeZone }), serviceName, ...marks, alsoIn === '' ? null : words.board.with(alsoIn), signWord(sign), item.kind === 'booking' && item.row.notes !== '' ? item.row.notes : null];
  return (
    <div className="item-place" style={{ top, height, left, width }}>
      {before > 1 ? <span className="item-buffer" style={{ top: -before, height: before }} /> : null}
      {after > 1 ? <span className="item-buffer" style={{ top: height, height: after }} /> : null}
      <button
        type="button"
        className="item"
        data-key={item.key}
        data-resource={props.resourceId}
        data-kind={item.kind}
        data-sign={sign}
        data-size={size}
        data-squeezed={isSqueezedIn(item) ? '' : undefined}
        data-service={props.colour}
        data-selected={props.selected ? '' : undefined}
        data-movable={movable ? '' : undefined}
        tabIndex={props.focusable ? 0 : -1}
        title={tooltip.filter((part) => part !== null).join('\n')}
      >
        <span className="item-text" style={{ maxHeight: lines * lineHeight }}>
          <span className="item-name">
            {isSqueezedIn(item) ? <ChevronsRightLeft className="item-squeezed" size={12} strokeWidth={2.6} aria-hidden="true" /> : null}
            {title}
          </span>
          {item.kind === 'hold' && lines > 1 ? <HoldLeft hold={item} /> : null}
          {size === 'l' && sign !== 'booked' && item.kind === 'booking' ? (
            <span className="item-sign" aria-hidden="true">
              <SignIcon sign={sign} size={12} /> {signWord(sign)}
            </span>
          ) : null}
          {lines > 1 ? (
            <span className="item-second" aria-hidden="true">
              {second}
            </span>
          ) : null}
          {lines > 2 && alsoIn !== '' ? (
            <span className="item-second" aria-hidden="true">
              {words.board.with(alsoIn)}
            </span>
          ) : null}
        </span>
        {sign !== 'booked' && (size !== 'l' || item.kind !== 'booking') ? <SignIcon sign={sign} size={12} /> : null}
        <span className="visually-hidden">{said.join(', ')}</span>
        {movable && height >= 18 ? <span className="item-resize" data-resize="" title={words.board.resize} /> : null}
      </button>
    </div>
  );
});
