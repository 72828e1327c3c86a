import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { protocolVersion } from '@holdfast/protocol/protocol-version';
import type { ServerCalls } from './server-calls.ts';
import { createServerCalls } from './trpc-server-calls.ts';

let answer: (request: IncomingMessage, response: ServerResponse) => void;
let http: Server;
let calls: ServerCalls;

beforeEach(async () => {
  http = createServer((request, response) => answer(request, response));
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  calls = createServerCalls(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
});
afterEach(() => {
  http.closeAllConnections();
  http.close();
});

function says(status: number, type: string, body: string, headers: Record<string, string> = {}): void {
  answer = (_, response) => response.writeHead(status, { 'content-type': type, ...headers }).end(body);
}
const refusesWith = (status: number, headers: Record<string, string> = {}): void =>
  says(status, 'application/json', JSON.stringify({ error: { message: 'no', code: -32000, data: { code: 'X', httpStatus: status } } }), headers);

const open = new AbortController().signal;
const submit = () => calls.submit({ protocol: protocolVersion, outboxId: '0190a000-0000-7000-8000-000000000001', commands: [{}] }, open);
const span = { locationId: '0190a000-0000-7000-8000-000000000001', from: '2026-11-21', to: '2026-11-22' };

async function readSnapshot(signal = open): Promise<unknown[]> {
  const lines: unknown[] = [];
  for await (const line of calls.snapshot(span, signal)) lines.push(line);
  return lines;
}

test('an answer is the answer', async () => {
  says(200, 'application/json', JSON.stringify({ result: { data: { results: [], heads: [] } } }));
  expect(await submit()).toEqual({ results: [], heads: [] });
});

test.each([
  ['a captive portal, 200', () => says(200, 'text/html', '<h1>Welcome to Airport Wi-Fi</h1>')],
  ['a portal that forbids', () => says(401, 'text/html', '<h1>Log in</h1>')],
  ['a proxy that cannot read', () => says(400, 'text/html', '<h1>Bad request</h1>')],
  ['JSON of somebody else', () => says(200, 'application/json', '{"hello":"world"}')],
  ['JSON in our envelope that is no answer', () => says(200, 'application/json', '{"result":{"data":{"ok":true}}}')],
  ['an empty body', () => says(200, 'application/json', '')],
])('%s counts as no answer', async (_, given) => {
  given();
  await expect(submit()).rejects.toMatchObject({ name: 'ServerCallError', fault: 'transport' });
});

test.each([
  [400, 'unreadable'],
  [401, 'not_enrolled'],
  [403, 'forbidden'],
  [412, 'forbidden'],
  [413, 'unreadable'],
  [500, 'busy'],
  [503, 'busy'],
])('%i from our server means %s', async (status, fault) => {
  refusesWith(status);
  await expect(submit()).rejects.toMatchObject({ fault });
});

test('429 says how long to wait', async () => {
  refusesWith(429, { 'retry-after': '7' });
  await expect(submit()).rejects.toMatchObject({ fault: 'busy', retryAfterMs: 7_000 });
});

test('a server that is gone is no answer', async () => {
  http.close();
  await expect(submit()).rejects.toMatchObject({ fault: 'transport' });
});

test('a code that does not work is an answer, not a fault', async () => {
  refusesWith(400);
  expect(await calls.enrol('NOPE', 'Front')).toEqual({ ok: false, why: 'wrong_code' });
  refusesWith(429, { 'retry-after': '60' });
  expect(await calls.enrol('NOPE', 'Front')).toEqual({ ok: false, why: 'too_many_tries', retryAfterSeconds: 60 });
});

test('a snapshot is read line by line, wherever the network cuts it', async () => {
  answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const bytes = Buffer.from('{"name":"Zoë"}\n{"n":2}\n');
    response.write(bytes.subarray(0, 12)); // in the middle of the ë
    setImmediate(() => response.end(bytes.subarray(12)));
  };
  expect(await readSnapshot()).toEqual([{ name: 'Zoë' }, { n: 2 }]);
});

test('a snapshot that breaks off or is a page is no answer, and a stranger is told to enrol', async () => {
  answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write('{"n":1}\n', () => response.destroy());
  };
  await expect(readSnapshot()).rejects.toMatchObject({ fault: 'transport' });
  says(200, 'text/html', '<h1>Welcome</h1>');
  await expect(readSnapshot()).rejects.toMatchObject({ fault: 'transport' });
  says(401, 'application/json', '{"message":"no"}');
  await expect(readSnapshot()).rejects.toMatchObject({ fault: 'not_enrolled' });
});
