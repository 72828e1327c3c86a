import { useEffect, useRef } from 'react';
import { meansElse, watchStrayInput } from './stray-input.ts';

/** For the whole app, once. */
export function useStrayInput(): void {
  useEffect(() => watchStrayInput(window), []);
}

/** Of what covers the rest while it is there. */
export function useCovers(): void {
  useEffect(() => {
    meansElse();
    return meansElse;
  }, []);
}

/** Of a button that is another step after each tap, as long as it is about `whose`. */
export function useMeaning(whose: string, meaning: string): void {
  const before = useRef({ whose, meaning });
  useEffect(() => {
    if (before.current.whose === whose && before.current.meaning !== meaning) meansElse();
    before.current = { whose, meaning };
  }, [whose, meaning]);
}
