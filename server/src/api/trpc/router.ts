import { bookingsRouter } from './bookings.ts';
import { commandsRouter } from './commands.ts';
import { escalationsRouter } from './escalations.ts';
import { holdsRouter } from './holds.ts';
import { hoursRouter } from './hours.ts';
import { lateRouter } from './late.ts';
import { messagesRouter } from './messages.ts';
import { router } from './procedures.ts';
import { rulesRouter } from './rules.ts';
import { seriesRouter } from './series.ts';
import { sessionRouter } from './session.ts';
import { settingsRouter } from './settings.ts';
import { syncRouter } from './sync.ts';
import { terminalsRouter } from './terminals.ts';

/** Everything a terminal may call; docs/internals/server-calls.md says who may call what. */
export const appRouter = router({
  bookings: bookingsRouter,
  commands: commandsRouter,
  escalations: escalationsRouter,
  holds: holdsRouter,
  hours: hoursRouter,
  late: lateRouter,
  messages: messagesRouter,
  rules: rulesRouter,
  series: seriesRouter,
  session: sessionRouter,
  settings: settingsRouter,
  sync: syncRouter,
  terminals: terminalsRouter,
});

export type AppRouter = typeof appRouter;
