import { useCallback } from 'react';
import type { SeriesPreview, SeriesQuestion } from '../../desk.ts';
import { useDesk } from '../desk-context.tsx';
import { useAsked, type Asked } from './use-asked.ts';

export type Preview = Asked<SeriesPreview>;

/**
 * What the server would say of these dates now. Null asks nothing. Of a series that is there the versions are seen with them;
 * of a new one nothing is to be relied on that nobody can check.
 */
export function usePreview(asked: SeriesQuestion | null): Preview {
  const desk = useDesk();
  return useAsked(asked, useCallback((question: SeriesQuestion) => desk.previewSeries(question), [desk]), asked?.kind === 'move_series');
}
