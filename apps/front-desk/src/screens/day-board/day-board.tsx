import { useEffectEvent, useLayoutEffect, useMemo, useRef, useState, type MouseEvent, type PointerEvent as ReactPointerEvent } from 'react';
import { toast } from 'sonner';
import type { BookingOnBoard } from '../../desk.ts';
import { serviceAsSold } from '../../service-as-sold.ts';
import { fullDay } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { bothClocks, theirClock } from '../both-clocks.tsx';
import { titleOf, whoIs } from '../booking/booking-names.ts';
import { canMove } from '../booking/booking-steps.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { rangeSince } from '../booking/from-to.ts';
import { useCatalogue, useClock, useDesk } from '../desk-context.tsx';
import { floorToGrid } from '@holdfast/domain/grid';
import { minuteMs } from '@holdfast/domain/instant';
import { dayRange, openRanges } from '@holdfast/domain/opening-hours';
import { subtract, type TimeRange } from '@holdfast/domain/time-range';
import { useFloor } from '../floor.ts';
import { exceptionOn, offRanges, openOfDay } from '../opening.ts';
import type { Moving, Selected } from '../shell/view.ts';
import { BoardBackdrop, BoardGutter, NowLine, PastShade } from './board-backdrop.tsx';
import { BoardColumn, type ColumnOff } from './board-column.tsx';
import { BoardGhost, type Ghost } from './board-ghost.tsx';
import { BoardHeader } from './board-header.tsx';
import { BoardShade } from './board-shade.tsx';
import { boardScale, instantAt, snap, topOf } from './board-scale.ts';
import { BoardState } from './board-state.tsx';
import { DayNote } from './day-note.tsx';
import { columnGrouper, type BoardEntry } from './column-items.ts';
import './day-board.css';
import { followDrag } from './drag.ts';
import type { DragTarget } from './drag-target.ts';
import { bringIntoView } from './into-view.ts';
import { landingAt, nearestStart, rulesInTheWay, whyNot, type Landing, type Mover } from './landing.ts';
import { MoveAnyway, type Insistence } from './move-anyway.tsx';
import { MoveMode } from './move-mode.tsx';
import { useBoardCursor } from './use-board-cursor.tsx';
import { useBoardItems, useBoardSize } from './use-board-size.ts';
import { useReveal } from './use-reveal.ts';
import { useVisibleColumns } from './use-visible-columns.ts';
import { drawnColumns } from './visible-columns.ts';
import { whyWords } from './why-words.ts';

interface Props {
  day: string;
  today: string;
  selected: Selected | null;
  /** What was chosen beside the board, last: it is brought into view. */
  chosen: Selected | null;
  moving: Moving | null;
  onSelect(item: BoardEntry): void;
  onCreate(start: number, resourceId: string): void;
  /** A booking of a series was put elsewhere: whether the others go along is asked. */
  onMoveSeries(bookingId: string, seriesId: string, to: Landing): void;
  onDay(day: string): void;
  /** `placed`: it was moved; else it stays where it was. */
  onEndMove(placed: boolean): void;
  onLate(resourceId: string): void;
}

/** A column per resource, a day from top to bottom. Composes; where things lie is decided in the pure files beside it. */
export function DayBoard({ day, today, selected, chosen, moving, onSelect, onCreate, onMoveSeries, onDay, onEndMove, onLate }: Props) {
  const desk = useDesk();
  const catalogue = useCatalogue();
  const clock = useClock();
  const actions = useCounterActions();
  const { location, resources } = catalogue;
  const zone = location.timeZone;
  const wholeDay = useMemo(() => dayRange(day, zone), [day, zone]);
  const ownHours = useMemo(() => openOfDay(location, day), [location, day]);
  const { items, loaded } = useBoardItems(day, wholeDay, ownHours);

  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const ghost = useRef<Ghost>(null);
  const hint = useRef<HTMLDivElement>(null);
  const [lifted, setLifted] = useState<Mover | null>(null);

  const size = useBoardSize(scroller, resources.length, location.gridMinutes, items, wholeDay, ownHours);
  const { columnWidth, range, pxPerHour } = size;
  const scale = useMemo(() => boardScale({ start: range.start, end: range.end }, pxPerHour), [range.start, range.end, pxPerHour]);
  const open = useMemo(() => openRanges(location.openingHours, zone, scale.range, location.exceptions), [location, zone, scale]);
  const hours = useMemo(
    () => new Map(resources.map((resource) => [resource.id, { off: offRanges(location, resource, open, scale.range), reason: exceptionOn(resource, day)?.reason ?? null }])),
    [location, resources, open, scale, day],
  );
  const special = exceptionOn(location, day);
  const [grouped] = useState(columnGrouper);
  const columns = useMemo(() => grouped(items, resources, catalogue.services), [grouped, items, resources, catalogue.services]);

  // Opens at now, or where the day begins. Only a new day scrolls: a change of scale or items under the hand must not.
  const showBeginning = useEffectEvent(() => {
    const first = Math.min(...ownHours.map((hours) => hours.start), ...items.slice(0, 1).map((item) => item.start));
    const at = day === today ? floorToGrid(desk.now() - 45 * minuteMs, 60, zone) : first;
    scroller.current?.scrollTo({ top: Number.isFinite(at) ? Math.max(0, topOf(scale, at - 10 * minuteMs)) : 0 });
  });
  useLayoutEffect(() => showBeginning(), [day]);
  useReveal(chosen, { scroller, day, items, resources, scale, columnWidth, gutter: size.gutter });

  const isIn = (ranges: readonly TimeRange[], at: number) => ranges.some((each) => each.start <= at && at < each.end);
  const stateAt = (resourceId: string, at: number) => (!isIn(open, at) ? 'closed' : isIn(hours.get(resourceId)?.off ?? [], at) ? 'off' : 'free');
  const cursor = useBoardCursor({ scroller, layer, columns, resources, scale, stepMinutes: location.gridMinutes, columnWidth, gutter: size.gutter, startAt: day === today ? desk.now() : (ownHours[0]?.start ?? scale.range.start), onCreate, day, stateAt });

  const inView = useVisibleColumns(scroller, columnWidth, resources.length);
  const visible = drawnColumns(inView, cursor.column, resources.length).flatMap((column) => {
    const resource = resources[column];
    return resource === undefined ? [] : [{ resource, left: column * columnWidth }];
  });

  const mover = lifted ?? moverOf(moving);
  function moverOf(mode: Moving | null): Mover | null {
    const booking = mode === null ? null : desk.booking(mode.bookingId).get();
    if (mode === null || booking === null) return null;
    return { booking, service: soldTo(booking), fromResourceId: mode.fromResourceId };
  }
  function soldTo({ row, resourceIds }: BookingOnBoard): Mover['service'] {
    return serviceAsSold(catalogue.services, row.serviceId, resourceIds, catalogue.resources);
  }
  const floor = useFloor();

  function judge(who: Mover, target: DragTarget) {
    const resourceId = resources[target.column]?.id ?? who.fromResourceId;
    const landing = landingAt(who, resourceId, target.start, target.end);
    const why = whyNot(floor, who, resourceId, landing);
    return { resourceId, landing, why: why === null ? null : whyWords(why, resources, clock) };
  }
  const placeOf = ({ booking }: Mover, target: DragTarget) => words.move.target(rangeSince(booking, target, clock), resources[target.column]?.name ?? '');
  const [insistence, setInsistence] = useState<Insistence | null>(null);
  /** The way to ask for what it takes to land there all the same; null where nothing helps, or nothing has to. */
  function insist(who: Mover, target: DragTarget): (() => void) | null {
    const { resourceId, landing, why } = judge(who, target);
    const rules = why === null || isAt(who.booking, landing) ? null : rulesInTheWay(floor, who, resourceId, landing);
    return why === null || rules === null ? null : () => setInsistence({ booking: who.booking, landing, to: placeOf(who, target), why, rules });
  }
  const theirsOf = ({ booking }: Mover, { start, end }: DragTarget) => theirClock(clock, { start, end, zone: booking.row.customerTimeZone });
  function showGhost(who: Mover, target: DragTarget) {
    const { why } = judge(who, target);
    ghost.current?.show({
      left: target.column * columnWidth + 1,
      width: columnWidth - 3,
      top: topOf(scale, target.start),
      height: Math.max(22, topOf(scale, Math.min(target.end, scale.range.end)) - topOf(scale, target.start)),
      title: whoIs(who.booking.row),
      label: clock.range(target.start, target.end),
      theirs: theirsOf(who, target),
      why,
    });
  }
  /** False when it may not lie there. */
  function land(who: Mover, target: DragTarget): boolean {
    const { booking } = who;
    const { landing, why } = judge(who, target);
    if (isAt(booking, landing)) return true;
    if (why !== null) return false;
    if (booking.row.seriesId == null || booking.certainty !== 'confirmed') actions.move(booking, landing);
    else onMoveSeries(booking.id, booking.row.seriesId, landing);
    return true;
  }

  /** Says why it snapped back, and offers the nearest start in the same column that would do. */
  function sayWhyNot(who: Mover, target: DragTarget) {
    const { why, resourceId } = judge(who, target);
    const near = nearestStart(floor, who, resourceId, target, open, Math.max(location.gridMinutes, 15));
    const anyway = insist(who, target);
    toast.error(words.move.blocked(why ?? ''), {
      ...(anyway === null ? {} : { cancel: { label: words.move.anyway, onClick: anyway } }),
      ...(near === null ? {} : { description: bothClocks(clock, { start: near, zone: who.booking.row.customerTimeZone }), action: { label: words.move.instead(clock.time(near)), onClick: () => land(who, { ...target, start: near, end: near + target.end - target.start }) } }),
    });
  }

  const findItem = (element: Element): { item: BoardEntry; element: HTMLElement; resourceId: string } | null => {
    const found = element.closest<HTMLElement>('[data-key]');
    const resourceId = found?.dataset['resource'] ?? '';
    const item = columns.get(resourceId)?.find((candidate) => candidate.key === found?.dataset['key']);
    return found === null || item === undefined ? null : { item, element: found, resourceId };
  };
  const pointAt = (event: MouseEvent) => {
    const box = layer.current?.getBoundingClientRect();
    if (box === undefined) return null;
    const column = Math.floor((event.clientX - box.left) / columnWidth);
    const at = instantAt(scale, event.clientY - box.top);
    const step = location.gridMinutes * minuteMs;
    return { column, start: wholeDay.start + Math.floor((at - wholeDay.start) / step) * step };
  };

  function onPointerDown(event: ReactPointerEvent) {
    const found = event.target instanceof Element ? findItem(event.target) : null;
    if (event.button !== 0 || found === null || moving !== null) return;
    if (found.item.kind !== 'booking' || found.element.dataset['movable'] === undefined) return;
    const booking: BookingOnBoard = found.item;
    const who: Mover = { booking, service: soldTo(booking), fromResourceId: found.resourceId };
    const end = () => {
      ghost.current?.hide();
      setLifted(null);
    };
    if (layer.current === null || scroller.current === null) return;
    followDrag(event.nativeEvent, {
      layer: layer.current,
      scroller: scroller.current,
      element: found.element,
      grip: {
        mode: event.target instanceof Element && event.target.closest('[data-resize]') !== null ? 'resize' : 'move',
        from: booking,
        fromColumn: resources.findIndex((resource) => resource.id === found.resourceId),
      },
      columnWidth,
      columns: resources.length,
      scale,
      dayStart: wholeDay.start,
      stepMinutes: Math.max(location.gridMinutes, 15),
      lift: () => setLifted(who),
      over: (target) => showGhost(who, target),
      drop: (target) => {
        end();
        if (!land(who, target)) sayWhyNot(who, target);
      },
      abort: end,
    });
  }

  const [tapped, setTapped] = useState<{ column: number; start: number } | null>(null);
  function onClick(event: MouseEvent) {
    const found = event.target instanceof Element ? findItem(event.target) : null;
    const point = pointAt(event);
    if (moving !== null && point !== null) {
      setTapped(point);
      return;
    }
    if (found !== null) {
      onSelect(found.item);
      return;
    }
    const resource = point === null ? undefined : resources[point.column];
    if (point !== null && resource !== undefined) onCreate(point.start, resource.id);
  }

  function onPointerMove(event: ReactPointerEvent) {
    if (hint.current === null) return;
    const over = event.target instanceof Element ? event.target : null;
    const point = event.pointerType === 'mouse' && lifted === null && over !== null && over.closest('.item') === null ? pointAt(event) : null;
    hint.current.hidden = point === null || point.column < 0 || point.column >= resources.length;
    if (point === null) return;
    hint.current.style.transform = `translate(${point.column * columnWidth}px, ${topOf(scale, point.start)}px)`;
    hint.current.style.width = `${columnWidth}px`;
    hint.current.style.height = `${location.gridMinutes * scale.pxPerMinute}px`;
    hint.current.textContent = words.board.newAt(clock.time(point.start));
  }

  const movingBooking = moving === null ? null : moverOf(moving);
  return (
    <main className="board" aria-label={words.board.label(fullDay(day))}>
      {special === null || (items.length === 0 && ownHours.length === 0) ? null : <DayNote exception={special} open={ownHours} />}
      <div className="board-scroll" ref={scroller} data-single={size.single ? '' : undefined}>
        <div className="board-canvas" style={{ width: size.gutter + columnWidth * resources.length }}>
          <BoardHeader onLate={onLate} day={day} today={today} visible={visible} columnWidth={columnWidth} resources={resources} size={size} scroller={scroller} shown={inView.shown} />
          <div className="board-body" style={{ height: scale.height }}>
            <BoardGutter scale={scale} clock={clock} />
            <div
              className="board-columns"
              ref={layer}
              style={{ width: columnWidth * resources.length }}
              onPointerDown={onPointerDown}
              onPointerMove={onPointerMove}
              onPointerLeave={() => hint.current !== null && (hint.current.hidden = true)}
              onClick={onClick}
              onKeyDown={moving === null ? cursor.onKeyDown : undefined}
              onFocus={cursor.onFocus}
              onBlur={cursor.onBlur}
            >
              <BoardBackdrop scale={scale} open={open} />
              {mover === null ? null : <BoardShade floor={floor} mover={mover} visible={visible} columnWidth={columnWidth} scale={scale} open={(id) => subtract(open, hours.get(id)?.off ?? [])} />}
              <PastShade scale={scale} />
              <div className="board-hint" ref={hint} hidden aria-hidden="true" />
              {cursor.cell}
              {visible.map(({ resource, left }) => (
                <BoardColumn
                  key={resource.id}
                  resourceId={resource.id}
                  resourceName={resource.name}
                  catalogue={catalogue}
                  items={columns.get(resource.id) ?? none}
                  hours={hours.get(resource.id) ?? alwaysThere}
                  scale={scale}
                  clock={clock}
                  left={left}
                  width={columnWidth}
                  selectedKey={selected === null ? null : (columns.get(resource.id)?.find((item) => isSelected(item, selected))?.key ?? null)}
                  focusKey={cursor.focus?.resourceId === resource.id ? cursor.focus.key : null}
                />
              ))}
              <NowLine scale={scale} />
              <BoardGhost ref={ghost} />
            </div>
          </div>
        </div>
      </div>
      <BoardState loaded={loaded} empty={items.length === 0 && moving === null} noResources={resources.length === 0} closed={ownHours.length === 0} reason={special?.reason ?? null} />
      {movingBooking === null || !canMove(movingBooking.booking.row.status) ? null : (
        <MoveMode
          key={movingBooking.booking.id}
          mover={movingBooking}
          day={day}
          fromDay={moving?.day ?? day}
          timeZone={zone}
          column={resources.findIndex((resource) => resource.id === movingBooking.fromResourceId)}
          columns={resources.length}
          tapped={tapped}
          stepMinutes={Math.max(location.gridMinutes, 15)}
          scale={scale}
          snapStart={(at) => snap(at, 5, wholeDay.start)}
          describe={(target) => placeOf(movingBooking, target)}
          theirs={(target) => theirsOf(movingBooking, target)}
          why={(target) => judge(movingBooking, target).why}
          insist={(target) => insist(movingBooking, target)}
          show={(target) => {
            showGhost(movingBooking, target);
            const spot = { left: target.column * columnWidth, top: topOf(scale, target.start) };
            if (scroller.current !== null) bringIntoView(scroller.current, spot, size);
          }}
          hide={() => ghost.current?.hide()}
          place={(target) => land(movingBooking, target)}
          who={titleOf(movingBooking.booking)}
          onDay={onDay}
          onEnd={(placed) => {
            setTapped(null);
            onEndMove(placed);
          }}
        />
      )}
      {insistence === null ? null : (
        <MoveAnyway
          of={insistence}
          onGiven={(exceptions) => {
            const { booking, landing } = insistence;
            setInsistence(null);
            // Somebody may have written on it meanwhile, which is no reason to ask for the PIN again.
            const now = desk.booking(booking.id).get();
            actions.move(now !== null && isAt(now, booking) ? now : booking, landing, undefined, exceptions);
            if (moving?.bookingId !== booking.id) return;
            setTapped(null);
            onEndMove(true);
          }}
          onClose={() => setInsistence(null)}
        />
      )}
    </main>
  );
}

const none: readonly BoardEntry[] = [];
const alwaysThere: ColumnOff = { off: [], reason: null };

/** Whether it lies there already. */
const isAt = (booking: BookingOnBoard, { start, end, resourceIds }: Pick<BookingOnBoard, 'start' | 'end' | 'resourceIds'>): boolean =>
  booking.start === start && booking.end === end && booking.resourceIds.join() === resourceIds.join();

/** A class counts as selected while one of its bookings is. */
const isSelected = (item: BoardEntry, selected: Selected): boolean =>
  (item.id === selected.id && item.kind === selected.kind) || (item.kind === 'class' && item.bookings.some((booking) => booking.id === selected.id));
