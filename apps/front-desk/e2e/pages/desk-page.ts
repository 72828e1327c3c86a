import { expect, type Locator, type Page } from '@playwright/test';
import type { House } from '../house.ts';

/** The open desk: the day board and what surrounds it, found by the words that staff read. */
export class DeskPage {
  readonly page: Page;
  readonly house: House;
  readonly board: Locator;
  readonly arrivals: Locator;
  readonly details: Locator;
  readonly attention: Locator;
  readonly dialog: Locator;
  readonly toasts: Locator;

  constructor(page: Page, house: House) {
    this.page = page;
    this.house = house;
    this.board = page.getByRole('main', { name: /^Day board/ });
    this.arrivals = page.getByRole('navigation', { name: 'Arrivals' });
    this.details = page.getByRole('complementary', { name: 'Details' });
    this.attention = page.getByRole('complementary', { name: 'Needs attention' });
    this.dialog = page.getByRole('dialog');
    this.toasts = page.getByRole('region', { name: /Notifications/ }).getByRole('listitem');
  }

  async shown(): Promise<void> {
    await expect(this.board).toBeVisible();
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** And knows it: until then an answer that was on its way may still bring what happens elsewhere. */
  async goOffline(): Promise<void> {
    await this.page.context().setOffline(true);
    await expect(this.connection(/^Offline/)).toBeVisible();
  }

  /** The connection state, in the words at the top of the screen: `Online`, `Offline since 10:44`. */
  connection(words: string | RegExp): Locator {
    return this.page.getByRole('banner').getByRole('button', { name: words });
  }

  column(room: string): Locator {
    return this.board.getByRole('group', { name: room, exact: true });
  }

  /**
   * A booking, hold or block as the board says it: `Chen 17:00–18:00, Room, one hour, Waiting`.
   * The words may name any part.
   */
  item(words: RegExp, room?: string): Locator {
    return (room === undefined ? this.board : this.column(room)).getByRole('button', { name: words });
  }

  /** The toast that says this. */
  toast(words: string | RegExp): Locator {
    return this.toasts.filter({ hasText: words });
  }

  /** Resolves when the app is on this computer: from the next load on, it opens without the server. */
  async installed(): Promise<void> {
    await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  }

  /** How many commands are on this computer's disk, answered or not. */
  onDisk(): Promise<number> {
    return this.page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const opening = indexedDB.open('holdfast-outbox');
          opening.addEventListener('error', () => reject(new Error('The outbox cannot be opened.')));
          opening.addEventListener('success', () => {
            const database = opening.result;
            const counting = database.transaction('commands').objectStore('commands').count();
            counting.addEventListener('error', () => reject(new Error('The outbox cannot be read.')));
            counting.addEventListener('success', () => {
              database.close();
              resolve(counting.result);
            });
          });
        }),
    );
  }

  /** Everything on the day board that is a booking, as the board says it, sorted. */
  async bookings(): Promise<string[]> {
    const names = await this.board.locator('[data-kind=booking]').allInnerTexts();
    return names.map((name) => name.replace(/\s+/g, ' ')).sort();
  }

  /** Takes a booking by keys: `C`, who, where, when, `Enter`. */
  async book({ room, from, who, phone }: { room?: string; from?: string; who?: string; phone?: string }): Promise<void> {
    await this.press('c');
    await expect(this.dialog).toBeVisible();
    if (who !== undefined) await this.dialog.getByRole('combobox', { name: 'Who' }).fill(who);
    if (phone !== undefined) await this.dialog.getByRole('textbox', { name: 'Phone' }).fill(phone);
    if (room !== undefined) await this.choose('Where', room);
    if (from !== undefined) await this.dialog.getByRole('textbox', { name: 'Start' }).fill(from);
    await this.dialog.getByRole('button', { name: /^Book / }).click();
    await expect(this.dialog).toBeHidden();
  }

  /** Begins a booking that repeats every day, three times. */
  async repeat({ who, from, room }: { who: string; from: string; room?: string }): Promise<void> {
    await this.press('c');
    await this.page.keyboard.type(who);
    await this.dialog.getByRole('textbox', { name: 'Start' }).fill(from);
    if (room !== undefined) await this.choose('Where', room);
    await this.dialog.getByRole('button', { name: /^Does not repeat/ }).click();
    await this.page.getByRole('option', { name: 'Every day' }).click();
    await this.dialog.getByLabel('How many times').fill('3');
  }

  /** Picks from a list of the open dialog. */
  async choose(list: string, option: string): Promise<void> {
    await this.dialog.getByRole('button', { name: list }).click();
    await this.page.getByRole('option', { name: option }).click();
  }

  /** Walk-ins in two keys each; resolves when all are on the board. */
  async walkIns(count: number): Promise<void> {
    const items = this.item(/^Walk-in/);
    const before = await items.count();
    for (let made = 1; made <= count; made++) {
      await this.press('w', 'Enter');
      await expect(items).toHaveCount(before + made);
    }
  }
}
