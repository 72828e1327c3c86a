import { useEffect, useState } from 'react';
import type { SeriesPreview, SeriesQuestion } from '../../desk.ts';
import { useDesk } from '../desk-context.tsx';

export type Preview = { state: 'checking' } | { state: 'offline' } | { state: 'answered'; answer: SeriesPreview };

/** What the server would say of these dates now; asked again when the question is another. Null asks nothing. */
export function usePreview(asked: SeriesQuestion | null): Preview {
  const desk = useDesk();
  const key = JSON.stringify(asked);
  const [preview, setPreview] = useState<{ key: string; preview: Preview }>({ key: '', preview: { state: 'checking' } });
  useEffect(() => {
    const question = JSON.parse(key) as SeriesQuestion | null;
    if (question === null) return;
    let wanted = true;
    const answer = (next: Preview) => wanted && setPreview({ key, preview: next });
    desk.previewSeries(question).then(
      (answered) => answer({ state: 'answered', answer: answered }),
      () => answer({ state: 'offline' }),
    );
    return () => void (wanted = false);
  }, [desk, key]);
  return preview.key === key ? preview.preview : { state: 'checking' };
}
