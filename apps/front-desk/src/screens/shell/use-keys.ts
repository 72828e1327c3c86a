import { useEffect, useEffectEvent } from 'react';
import { readSetting, writeSetting } from '../../design/device-setting.ts';

export const keysEnabled = (): boolean => readSetting('keys') !== 'off';
export const enableKeys = (enabled: boolean): void => writeSetting('keys', enabled ? 'on' : 'off');

/** Where somebody types, and every dialog: also one that the screen behind it knows nothing of. */
const typing = 'input, textarea, select, [contenteditable], [role="listbox"], [role="menu"], [role="combobox"], [role="dialog"]';

/** What goes on while a key is held down. Each of the others is meant once, however long the hand rests on it. */
const goOn = new Set(['arrowleft', 'arrowright', '+', '=', '-']);

/** Keys of the whole screen. Never while somebody types, and never under a dialog. */
export function useKeys(active: boolean, onKey: (key: string, event: KeyboardEvent) => boolean): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (!active || event.defaultPrevented || event.isComposing) return;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest(typing) != null) return;
    const single = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (single && event.key.length === 1 && !keysEnabled()) return;
    const name = single ? event.key : event.ctrlKey || event.metaKey ? `ctrl+${event.key}` : null;
    if (name === null || (event.repeat && !goOn.has(name.toLowerCase()))) return;
    if (onKey(name.toLowerCase(), event)) event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => handle(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
