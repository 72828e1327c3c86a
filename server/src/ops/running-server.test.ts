import { execFile } from 'node:child_process';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { describeRunningServer } from './running-server.ts';

async function listening(server: Server, host = '127.0.0.1'): Promise<number> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => open.add(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, host, resolve);
  });
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
const answering = (body: string): RequestListener => (request, reply) => reply.writeHead(request.url === '/readyz' ? 200 : 404).end(body);
const ready = () => createHttp(answering('{"ok":true}'));

test.each(['127.0.0.1', '0.0.0.0', 'localhost'])('a server on %s is running', async (host) => {
  const port = await listening(ready(), host);
  expect(await describeRunningServer({ host, port })).toBe(`running at http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`);
});

test('a proxy that is set for this machine is not asked', async () => {
  const port = await listening(ready());
  const script = `import { describeRunningServer } from ${JSON.stringify(new URL('./running-server.ts', import.meta.url).href)};
    process.stdout.write(await describeRunningServer({ host: '127.0.0.1', port: ${port} }));`;
  // Node reads it when it starts. Nothing listens at port 9.
  const proxy = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9', NO_PROXY: '', no_proxy: '' };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env: { ...process.env, ...proxy } });
  expect(stdout).toBe(`running at http://127.0.0.1:${port}`);
});

test('where nothing listens, that is what it says', async () => {
  const free = ready();
  const port = await listening(free);
  await new Promise((resolve) => free.close(resolve));
  for (const host of ['127.0.0.1', 'localhost', '0.0.0.0'])
    expect(await describeRunningServer({ host, port })).toBe(`nothing listens at http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`);
});

test('a server without its database is no server that runs', async () => {
  const port = await listening(createHttp(answering('{"ok":false}')));
  await expect(describeRunningServer({ host: '127.0.0.1', port })).rejects.toThrow(`Holdfast runs at http://127.0.0.1:${port} but cannot reach its database.`);
});

test.each<[string, () => Server]>([
  ['a page', () => createHttp(answering('<h1>Hello</h1>'))],
  ['JSON of another program', () => createHttp(answering('{"status":"UP"}'))],
  ['nothing at all', () => createHttp(answering(''))],
  ['another protocol', () => createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'))],
  ['a hung-up connection', () => createServer((socket) => socket.destroy())],
])('%s is something else', async (_, program) => {
  const port = await listening(program());
  await expect(describeRunningServer({ host: '127.0.0.1', port })).rejects.toThrow(`Something else listens at http://127.0.0.1:${port}. Set PORT to another port.`);
});

test('who listens and never answers is not called nothing', async () => {
  const port = await listening(createServer(() => {}));
  await expect(describeRunningServer({ host: '127.0.0.1', port }, 20)).rejects.toThrow(`Nothing answered at http://127.0.0.1:${port} within 0.02 seconds`);
});

test('an address that cannot be asked is told with the reason', async () => {
  await expect(describeRunningServer({ host: 'nowhere.invalid', port: 4280 })).rejects.toThrow(/^http:\/\/nowhere\.invalid:4280 could not be asked: .*nowhere\.invalid/);
});

test('any free port is the server’s secret', async () => {
  expect(await describeRunningServer({ host: '127.0.0.1', port: 0 })).toContain('PORT=0');
});
