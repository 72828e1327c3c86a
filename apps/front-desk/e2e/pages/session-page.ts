import type { Locator, Page } from '@playwright/test';
import type { Person } from '../back-office.ts';

/** Setting up a device, and who is at its counter. Found by the words that staff read. */
export class SessionPage {
  readonly page: Page;
  readonly setUp: Locator;
  readonly whoIsThere: Locator;
  readonly problem: Locator;

  constructor(page: Page) {
    this.page = page;
    this.setUp = page.getByRole('heading', { name: 'Set up this terminal' });
    this.whoIsThere = page.getByRole('heading', { name: 'Who is at the counter?' });
    this.problem = page.getByRole('alert');
  }

  async open(): Promise<void> {
    await this.page.goto('/');
  }

  async enrol(code: string, terminalName: string): Promise<void> {
    await this.page.getByLabel('Code').fill(code);
    await this.name(terminalName);
  }

  /** The rest of setting up, when an invitation link brought the code. */
  async name(terminalName: string): Promise<void> {
    await this.page.getByLabel('Name of this terminal').fill(terminalName);
    await this.page.getByRole('button', { name: 'Set up', exact: true }).click();
  }

  /** Types the PIN the way staff do: on the keyboard, digit by digit. */
  async unlock({ name, pin }: Pick<Person, 'name' | 'pin'>): Promise<void> {
    await this.page.getByRole('button', { name }).click();
    await this.page.getByRole('group', { name: `PIN for ${name}` }).waitFor();
    await this.page.keyboard.type(pin);
    await this.page.keyboard.press('Enter');
  }
}
