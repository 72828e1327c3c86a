import { toWire } from '@holdfast/domain/instant';
import type { BookingOnBoard } from '../desk.ts';
import { mintId } from '../outbox/command-id.ts';
import { seededRandom } from './seeded-random.ts';
import { SimulatedBrowser } from './simulated-browser.ts';
import { locationId, resourceIds, serviceId, staffId } from './simulated-house.ts';
import { perfectLine, SimulatedServer, type Line } from './simulated-server.ts';
import { openDesk, prepareDisk, type OpenDesk } from './simulated-terminal.ts';
import { SimulatedTime } from './simulated-time.ts';

export const today = '2026-11-21';

/** An instant of today by its hour (UTC, as the simulated location is), on the wire. */
export const at = (hour: number): string => toWire(Date.parse(`${today}T00:00:00Z`) + hour * 3_600_000);

/** Today's bookings as the board shows them. */
export const shownBookings = (desk: OpenDesk['desk']): BookingOnBoard[] => desk.day(today).get().items.filter((item) => item.kind === 'booking');

/** One enrolled computer at noon, the server, and the line between them, which a test may cut. */
export class CounterWorld {
  readonly time = new SimulatedTime(Date.parse(at(12)));
  readonly server = new SimulatedServer(this.time);
  readonly browser = new SimulatedBrowser(this.time, seededRandom(1));
  line: Line = perfectLine;

  static async prepared(): Promise<CounterWorld> {
    const world = new CounterWorld();
    await prepareDisk(world.browser);
    return world;
  }

  open(): Promise<OpenDesk> {
    return openDesk(this.browser, this.server, () => this.line);
  }

  /** A walk-in for Chen, tapped at this terminal. */
  create(desk: OpenDesk['desk'], hour: number, resourceId = resourceIds[0]!) {
    const bookingId = mintId(this.time.clock.now());
    const tap = desk.submit({
      kind: 'create_booking',
      args: { bookingId, serviceId, start: at(hour), resourceIds: [resourceId], customer: { id: mintId(0), name: 'Chen', phone: '+44 7700 900123' } },
      channel: 'walk_in',
    });
    return { bookingId, ...tap };
  }

  /** Somebody else takes a slot, behind this terminal's back. */
  takeElsewhere(hour: number, resourceId = resourceIds[0]!): void {
    this.server.calendar.submit({
      id: mintId(0), seq: 1, schema: 1, locationId, actorId: staffId, channel: 'web', sawVersion: 0, tappedAt: at(12), kind: 'create_booking',
      args: { bookingId: mintId(0), serviceId, start: at(hour), resourceIds: [resourceId], customer: null },
    });
  }

  /** Somebody else moves a booking; answers by which command. */
  moveElsewhere(bookingId: string, hour: number): string {
    const id = mintId(0);
    this.server.calendar.submit({
      id, seq: 1, schema: 1, locationId, actorId: staffId, channel: 'desk', sawVersion: 0, tappedAt: at(12), kind: 'move_booking',
      args: { bookingId, start: at(hour), resourceIds: [] },
    });
    return id;
  }
}
