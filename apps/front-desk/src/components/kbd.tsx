import './kbd.css';

/** A key cap. Decorative: screen readers get the shortcut from the control it belongs to. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="kbd" aria-hidden="true">
      {children}
    </kbd>
  );
}
