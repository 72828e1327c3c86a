import type { BrowserContext, Page } from '@playwright/test';
import type { BenchLocation, BenchWorld } from './bench-world.ts';

/** What one tap took, in ms from the key's own timestamp. */
export interface Tap {
  /** Until the frame after the booking was in the page had been handed over for painting. */
  paintedMs: number;
  /** Until the outbox's strict transaction was complete. */
  durableMs: number;
  /** Wall clock (ms since 1970) of the tap. */
  at: number;
}

declare global {
  interface Window {
    holdfastBench: { arm(): void; taps: Tap[]; seen(key: string): Promise<number>; newest(): string };
  }
}

/**
 * Runs in the page, before the product's own code. Nothing of the product knows that it is measured: the
 * tap is the key's timestamp, "painted" is the task after the animation frame after the item appeared, and
 * "durable" is the `complete` event of the next writing transaction on the outbox.
 */
function instrument(): void {
  const taps: Tap[] = [];
  let armed: { at: number; paintedMs?: number; durableMs?: number } | null = null;
  const known = new Set<string>();
  const watchers = new Map<string, (at: number) => void>();
  const painted = (done: () => void) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = done;
      channel.port2.postMessage(0);
    });
  const finish = () => {
    if (armed?.paintedMs === undefined || armed.durableMs === undefined) return;
    taps.push({ paintedMs: armed.paintedMs, durableMs: armed.durableMs, at: performance.timeOrigin + armed.at });
    armed = null;
  };
  const look = () => {
    for (const item of document.querySelectorAll<HTMLElement>('.item[data-key]')) {
      const key = item.dataset['key'] ?? '';
      if (known.has(key)) continue;
      known.add(key);
      const mine = armed;
      const watcher = watchers.get(key);
      if ((mine && mine.paintedMs === undefined) || watcher)
        painted(() => {
          const now = performance.now();
          watcher?.(performance.timeOrigin + now);
          if (mine && mine.paintedMs === undefined) {
            mine.paintedMs = now - mine.at;
            window.holdfastBench.newest = () => key;
            finish();
          }
        });
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && armed?.at === 0) armed.at = event.timeStamp;
  }, { capture: true });
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...args: Parameters<typeof transaction>) {
    const opened = transaction.apply(this, args);
    const mine = armed;
    if (this.name === 'holdfast-outbox' && opened.mode === 'readwrite' && mine && mine.at > 0 && mine.durableMs === undefined)
      opened.addEventListener('complete', () => {
        mine.durableMs ??= performance.now() - mine.at;
        finish();
      });
    return opened;
  };
  window.holdfastBench = {
    taps,
    arm: () => (armed = { at: 0 }),
    newest: () => '',
    seen: (key) =>
      new Promise((resolve) => (known.has(key) ? resolve(performance.timeOrigin + performance.now()) : watchers.set(key, resolve))),
  };
}

/** A browser at a counter of this house, signed in, with the board open. */
export async function openCounter(context: BrowserContext, world: BenchWorld, location: BenchLocation, name: string): Promise<Page> {
  await context.addInitScript(instrument);
  const page = await context.newPage();
  await page.goto(`${world.origin}/#enrol=${await world.mintCode(location)}`);
  await page.getByLabel('Name of this terminal').fill(name);
  await page.getByRole('button', { name: 'Set up', exact: true }).click();
  await page.getByRole('button', { name: 'Bench' }).click();
  await page.getByLabel('PIN for Bench').waitFor();
  await page.keyboard.type(world.staffPin);
  await page.keyboard.press('Enter');
  await page.getByLabel(/^Day board/).waitFor();
  return page;
}

/** W, Enter: one walk-in. Answers what it took and the new item's key. */
export async function walkIn(page: Page): Promise<Tap & { key: string }> {
  const before = await page.evaluate(() => window.holdfastBench.taps.length);
  await page.keyboard.press('w');
  await page.getByRole('dialog').waitFor();
  // A person looks at the dialog first; so its opening animation is not what is measured.
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  await page.evaluate(() => window.holdfastBench.arm());
  await page.keyboard.press('Enter');
  await page.waitForFunction((count) => window.holdfastBench.taps.length > count, before);
  return page.evaluate(() => {
    const tap = window.holdfastBench.taps.at(-1);
    if (!tap) throw new Error('No tap was measured');
    return { ...tap, key: window.holdfastBench.newest() };
  });
}
