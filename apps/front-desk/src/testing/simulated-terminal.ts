import { createTerminalDesk } from '../desk-of-terminal.ts';
import type { Desk } from '../desk.ts';
import { OutboxDb } from '../outbox/outbox-db.ts';
import type { OutboxRecord } from '../outbox/outbox-record.ts';
import { DeviceStore } from '../session/device-store.ts';
import type { CrashPoint, SimulatedBrowser, SimulatedTab } from './simulated-browser.ts';
import { location, locationId, staff, staffId } from './simulated-house.ts';
import type { Line, SimulatedServer } from './simulated-server.ts';

export interface OpenDesk {
  desk: Desk & { close(): void };
  tab: SimulatedTab;
}

/** Enrols and signs in on disk, as a morning's first sign-in would have. */
export async function prepareDisk(browser: SimulatedBrowser): Promise<void> {
  await withDisk(browser, async (db) => {
    const store = new DeviceStore(db);
    await store.put('enrolment', {
      terminalId: 'terminal', terminalName: 'Front', tenantName: 'Harbour', locationId,
      locationName: location.name, staff: [staff], revoked: false,
    });
    await store.put('signedIn', { staffId, online: true });
  });
}

export async function openDesk(
  browser: SimulatedBrowser,
  server: SimulatedServer,
  line: () => Line,
  crash?: CrashPoint,
): Promise<OpenDesk> {
  const tab = browser.openTab(crash);
  const desk = await createTerminalDesk({ server: server.connect(tab, line), platform: tab.platform });
  return { desk, tab };
}

export async function recordsOnDisk(browser: SimulatedBrowser): Promise<OutboxRecord[]> {
  return withDisk(browser, (db) => db.commands.orderBy('seq').toArray());
}

async function withDisk<T>(browser: SimulatedBrowser, work: (db: OutboxDb) => Promise<T>): Promise<T> {
  const tab = browser.openTab();
  const db = new OutboxDb(tab.platform, 'holdfast-outbox');
  try {
    return await work(db);
  } finally {
    db.close();
    tab.die();
  }
}
