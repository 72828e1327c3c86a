/** Small conveniences of this device (theme, last service). Losing one costs nothing, so failures are swallowed. */
export function readSetting(key: string): string | null {
  try {
    return localStorage.getItem(`holdfast.${key}`);
  } catch {
    return null;
  }
}

export function writeSetting(key: string, value: string): void {
  try {
    localStorage.setItem(`holdfast.${key}`, value);
  } catch {
    // Private windows and full disks refuse; the setting then lasts until the tab closes.
  }
}
