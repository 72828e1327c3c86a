import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Command } from '@holdfast/protocol/commands';
import type { Submitter } from '@holdfast/server/commands/gateway';
import { createGateway } from '@holdfast/server/commands/location-gateway';
import { connect } from '@holdfast/server/db/database';
import { createFeedWatch } from '@holdfast/server/feed/location-feed-watch';

/**
 * What HTTP costs by itself: the gateway behind node:http, without sessions, schemas, tRPC and the framework. A
 * process of its own, as the server is. Told what to serve over the channel to its parent, it answers with its port.
 */
process.once('message', ({ url, tenantNo }: { url: string; tenantNo: Submitter['tenantNo'] }) => {
  const db = connect(url);
  const feedWatch = createFeedWatch(db, () => {});
  const gateway = createGateway({ db, feedWatch, now: Date.now, onTransient: () => {} });
  const server = createServer((request, response) => {
    void json(request)
      .then(async (body) => {
        const { commands } = body as { commands: [Command] };
        const [command] = commands;
        const outcome = await gateway.submit({ tenantNo, terminalId: null, outboxId: null, locationId: command.locationId }, command);
        const answer = JSON.stringify({ result: { data: { results: [{ commandId: command.id, outcome }], heads: [] } } });
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) }).end(answer);
      })
      .catch((fault: Error) => response.writeHead(500).end(fault.message));
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as { port: number }).port));
  process.once('disconnect', () => process.exit());
});
