/** Columns drawn on each side beyond those in view, so that a quick scroll meets none missing. */
const overscan = 2;

export interface VisibleColumns {
  /** First drawn column. */
  from: number;
  /** One past the last drawn column. */
  to: number;
  /** The column at the left edge: the one a phone shows. */
  shown: number;
}

/** Columns are equally wide, so which are in view is a division. `scrolled` and `width` in px. */
export function visibleColumns(scrolled: number, width: number, columnWidth: number, count: number): VisibleColumns {
  const step = Math.max(1, columnWidth);
  return {
    from: Math.max(0, Math.floor(scrolled / step) - overscan),
    to: Math.min(count, Math.ceil((scrolled + width) / step) + overscan),
    shown: Math.min(Math.max(0, count - 1), Math.max(0, Math.round(scrolled / step))),
  };
}

/**
 * The columns to draw, in order: those `visible`, and `kept`, the one that has the keyboard, wherever it is scrolled
 * to. A column taken from under the keyboard takes the focus with it, and the next key goes nowhere.
 */
export function drawnColumns({ from, to }: VisibleColumns, kept: number, count: number): number[] {
  const drawn = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  if (kept < 0 || kept >= count || drawn.includes(kept)) return drawn;
  return kept < from ? [kept, ...drawn] : [...drawn, kept];
}
