import type { SyntheticEvent } from 'react';
import { Toaster } from 'sonner';
import '../design/toasts.css';
import { useSmallScreen } from './use-small-screen.ts';

/** Where nothing is to be read or tapped just then: on a phone the panels come from below. */
export function Toasts() {
  const place = { bottom: 74, top: 'calc(env(safe-area-inset-top) + 6px)' };
  // A toast gives the focus back once it loses it: a dialog opened next would lose it again. So it goes back with the tap.
  const giveFocusBack = (event: SyntheticEvent) => event.target instanceof HTMLElement && event.target.blur();
  return (
    <div role="presentation" onClick={giveFocusBack}>
      <Toaster className="toasts" position={useSmallScreen() ? 'top-center' : 'bottom-center'} duration={6_000} visibleToasts={2} offset={place} mobileOffset={place} />
    </div>
  );
}
