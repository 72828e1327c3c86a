import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { buildApp } from '@holdfast/server/app';
import { CommitGroups } from '@holdfast/server/commands/commit-groups';
import { connect } from '@holdfast/server/db/database';
import { createServer } from '@holdfast/server/server';

// The server as it ships, but with a transaction for each command. Told what to serve over the channel to its parent,
// it answers with its port.

const [{ url, publicUrl }] = (await once(process, 'message')) as [{ url: string; publicUrl: string }];
const db = connect(url);
const server = createServer(db, { log: pino({ level: 'silent' }), publicUrl, groups: CommitGroups.single(db) });
const app = await buildApp(server, { deskDirectory: import.meta.dirname });
await app.listen({ host: '127.0.0.1', port: 0 });
process.once('disconnect', () => process.exit());
process.send?.((app.server.address() as AddressInfo).port);
