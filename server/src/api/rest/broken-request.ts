import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { ProblemError } from './problem.ts';

/** As long as an answer takes to a slow line. A peer that stays would otherwise keep its socket, and the server from stopping. */
const lingerMs = 1_000;

/** For what never became a request: headers that are too long, or no HTTP at all. Nobody knows which path was meant. */
export function answerBroken({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { body } =
    code === 'HPE_HEADER_OVERFLOW'
      ? new ProblemError(431, 'headers_too_large', 'Send less than 16 KB of headers.')
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new ProblemError(408, 'too_slow', 'The request did not arrive in time. Send it again.')
        : new ProblemError(400, 'malformed', 'This is not HTTP as it is written down in RFC 9112.');
  const text = JSON.stringify(body);
  const headers = ['content-type: application/problem+json; charset=utf-8', `content-length: ${Buffer.byteLength(text)}`, 'connection: close'];
  socket.end([`HTTP/1.1 ${body.status} ${STATUS_CODES[body.status]}`, ...headers, '', text].join('\r\n'));
  // Not at once: what was sent and not read would make the kernel take the answer back.
  const over = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(over));
}
