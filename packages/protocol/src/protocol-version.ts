// No zod in this file: terminals load it.

/**
 * The wire version. Raised with every change of a schema (protocol-version.test.ts hashes them).
 * The server understands this version and the two before it: terminals in the field are older.
 */
export const protocolVersion = 1;
/** Oldest version the server still understands. May only be raised 90 days after its successor shipped. */
export const protocolVersionOldest = 1;

/** Version of the command schemas (commands.ts); the server keeps understanding the last two. */
export const commandSchemaVersion = 1;
/** Raised whenever a row's shape changes so that a cached copy must be thrown away and taken anew. */
export const replicaSchemaVersion = 1;

/** Most commands in one `commands.submit`. Each is its own transaction. */
export const commandsPerSubmitMax = 50;
