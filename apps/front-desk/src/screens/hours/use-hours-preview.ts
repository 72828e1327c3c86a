import { useEffect, useState } from 'react';
import type { HoursPreview, Timetable } from '../../timetable.ts';
import { useDesk } from '../desk-context.tsx';

/** The server looks at every booking for it: not at each key that is pressed. */
const settleMs = 250;

/** What these hours would leave outside, as the server says; asked again when they are others. Null: not known yet, or nothing is asked. */
export function useHoursPreview(resourceId: string | null, wanted: Timetable | null): HoursPreview | 'failed' | null {
  const desk = useDesk();
  const key = JSON.stringify(wanted);
  const [known, setKnown] = useState<{ key: string; preview: HoursPreview | 'failed' } | null>(null);
  useEffect(() => {
    const timetable = JSON.parse(key) as Timetable | null;
    if (timetable === null) return;
    let current = true;
    const asking = setTimeout(() => {
      desk.previewHours(resourceId, timetable).then(
        (preview) => current && setKnown({ key, preview }),
        () => current && setKnown({ key, preview: 'failed' }),
      );
    }, settleMs);
    return () => {
      current = false;
      clearTimeout(asking);
    };
  }, [desk, resourceId, key]);
  return known?.key === key ? known.preview : null;
}
