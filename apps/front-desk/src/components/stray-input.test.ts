import { beforeEach, describe, expect, it } from 'vitest';
import { meansElse, watchStrayInput } from './stray-input.ts';

describe('what a hand sends twice', () => {
  let page: EventTarget;
  beforeEach(() => {
    page = new EventTarget();
    watchStrayInput(page);
  });

  const send = (type: string, at: number, more: object): boolean => {
    let reached = false;
    const listener = () => (reached = true);
    page.addEventListener(type, listener);
    const event = Object.assign(new Event(type, { cancelable: true }), more);
    Object.defineProperty(event, 'timeStamp', { value: at });
    page.dispatchEvent(event);
    page.removeEventListener(type, listener);
    return reached;
  };
  const click = (count: number): boolean => send('click', 0, { clientX: 100, clientY: 100, detail: count, pointerType: 'mouse' });
  /** `at` in milliseconds. */
  const tap = (at: number, x = 100): boolean => send('click', at, { clientX: x, clientY: 100, detail: 1, pointerType: 'touch' });
  const key = (repeat: boolean): boolean => send('keydown', 0, { key: 'Enter', repeat });

  it('keeps the second click of a double click from what lay under the dialog that the first one closed', () => {
    expect(click(1)).toBe(true);
    meansElse();
    expect(click(2)).toBe(false);
    expect(click(3)).toBe(false);
    // Another click, however soon.
    expect(click(1)).toBe(true);
    // A double click on something that means the same.
    expect(click(2)).toBe(true);
  });

  it('does so for taps, which nobody counts: by where and how soon', () => {
    expect(tap(1000)).toBe(true);
    meansElse();
    expect(tap(1150)).toBe(false);
    expect(tap(1300)).toBe(false);
    expect(tap(2000)).toBe(true);
    meansElse();
    expect(tap(2150, 160)).toBe(true);
    expect(tap(2300, 160)).toBe(true);
  });

  it('does not take the click of a key for a tap', () => {
    send('click', 1000, { clientX: 0, clientY: 0, detail: 0, pointerType: '' });
    meansElse();
    expect(tap(1100, 0)).toBe(true);
  });

  it('lets a key that is held down mean only what it meant when it was pressed', () => {
    expect(key(false)).toBe(true);
    expect(key(true)).toBe(true);
    meansElse();
    expect(key(true)).toBe(false);
    expect(key(false)).toBe(true);
    expect(key(true)).toBe(true);
  });
});
