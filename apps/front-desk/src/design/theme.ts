import { readSetting, writeSetting } from './device-setting.ts';

/** The chosen theme lives on this device; `system` follows the operating system. */
export type Theme = 'system' | 'light' | 'dark';

export function storedTheme(): Theme {
  const stored = readSetting('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  writeSetting('theme', theme);
}
