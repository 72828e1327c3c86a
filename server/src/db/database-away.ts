/**
 * Whether a fault means that the database cannot be reached now (a restart, a full connection table) or is
 * too busy (a lock or a statement that took too long, a deadlock), rather than that something is wrong with
 * what was asked. Answered 503: try again.
 */
export function isDatabaseAway(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  const code = (fault as { code?: unknown }).code;
  // Class 08: connection lost; 57: shutting down, starting up, or statement_timeout; 53: no more connections or
  // memory; 55P03: lock_timeout; 40: serialization failure or deadlock; 25P03: idle in transaction too long.
  if (typeof code === 'string') return /^(08|57|53|55P03|40|25P03)/.test(code) || /^E(CONN|PIPE|TIMEDOUT|HOST)/.test(code);
  // pg gives its own connection faults no code.
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    fault.message,
  );
}
