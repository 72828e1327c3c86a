/**
 * Whether a fault means that the database cannot be reached now (a restart, a full connection table)
 * rather than that something is wrong with what was asked. Answered 503: try again.
 */
export function isDatabaseAway(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  const code = (fault as { code?: unknown }).code;
  // Class 08: connection lost; 57P: shutting down or starting up; 53: no more connections or memory.
  if (typeof code === 'string') return /^(08|57P|53)/.test(code) || /^E(CONN|PIPE|TIMEDOUT|HOST)/.test(code);
  // pg gives its own connection faults no code.
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    fault.message,
  );
}
