import type { Page } from '@playwright/test';
import type { Person } from '../back-office.ts';

/** Setting up a device, and who is at its counter. Found by the words that staff read. */
export class SessionPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.goto('/');
  }

  async enrol(code: string, terminalName: string): Promise<void> {
    await this.page.getByLabel('Code').fill(code);
    await this.page.getByLabel('Name of this terminal').fill(terminalName);
    await this.page.getByRole('button', { name: 'Set up', exact: true }).click();
  }

  /** Types the PIN the way staff do: on the keyboard, digit by digit. */
  async unlock({ name, pin }: Pick<Person, 'name' | 'pin'>): Promise<void> {
    await this.page.getByRole('button', { name }).click();
    await this.page.getByLabel(`PIN for ${name}`).waitFor();
    await this.page.keyboard.type(pin);
    await this.page.keyboard.press('Enter');
  }
}
