import { expect, type Locator, type Page } from '@playwright/test';

/** The open desk: the day board and what surrounds it. */
export class DeskPage {
  readonly page: Page;
  readonly board: Locator;

  constructor(page: Page) {
    this.page = page;
    this.board = page.getByLabel(/^Day board/);
  }

  async shown(): Promise<void> {
    await expect(this.board).toBeVisible();
  }

  /** The connection state, in the words at the top of the screen: `Online`, `Offline since 10:44`. */
  connection(words: string | RegExp): Locator {
    return this.page.getByRole('banner').getByText(words);
  }
}
