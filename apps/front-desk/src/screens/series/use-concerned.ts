import type { CommandArgs } from '@holdfast/protocol/commands';
import type { EditableField } from '@holdfast/protocol/outcomes';
import { useCallback } from 'react';
import type { DatesAsked } from '../../desk.ts';
import { useDesk } from '../desk-context.tsx';
import { concerned, type Concerned } from './concerned-dates.ts';
import { useAsked, type Asked } from './use-asked.ts';

interface Told {
  /** What is edited so far. */
  edits?: readonly EditableField[];
  /** At which versions they were listed the last time. */
  before?: CommandArgs<'cancel_series'>['expectedVersions'];
}

/** Which dates an edit or a cancellation would be about now. Null asks nothing. */
export function useConcerned(asked: DatesAsked | null, { edits = [], before }: Told): Asked<Concerned> {
  const desk = useDesk();
  const answered = useAsked(asked, useCallback((wish: DatesAsked) => desk.seriesDates(wish), [desk]), true);
  return answered.state === 'answered' ? { ...answered, answer: concerned(answered.answer, edits, before) } : answered;
}
