/** Where something begins on the board, px from the corner of its first column. */
interface Spot {
  left: number;
  top: number;
}

/** Below a spot so much of the board is seen with it, px: two and a half hours at the usual scale. */
const seenBelow = 160;
/** And above it, where the board has to scroll. */
const seenAbove = 120;

/** Scrolls the board no further than it has to; where the spot is in view already, not at all. */
export function bringIntoView(view: Element, { left, top }: Spot, { columnWidth, gutter }: { columnWidth: number; gutter: number }): void {
  if (left < view.scrollLeft || left + columnWidth > view.scrollLeft + view.clientWidth - gutter) view.scrollTo({ left });
  if (top < view.scrollTop || top > view.scrollTop + view.clientHeight - seenBelow) view.scrollTo({ top: Math.max(0, top - seenAbove) });
}
