import { ServerCallError } from './server-calls.ts';

/** Long enough for a slow line, short enough that a dead one is noticed. */
const answerWithinMs = 15_000;
/** A stalled stream is dead; a slow one keeps moving. */
const stallMs = 20_000;

/**
 * `fetch` that gives up, never answers from a cache, and takes nothing but JSON for an answer: a captive
 * portal says 200 and sends a page.
 */
export async function fetchJson(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const timeout = AbortSignal.timeout(answerWithinMs);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  const response = await fetch(input, { ...init, signal, cache: 'no-store', credentials: 'same-origin' });
  if (!isOf(response, 'application/json')) throw new ServerCallError('transport', 'Something else answered for the server.');
  return response;
}

/** The lines of an NDJSON answer as they arrive. Throws `ServerCallError` when they stop or are not ours. */
export async function* fetchLines(url: URL, outer: AbortSignal): AsyncGenerator<unknown> {
  const stalled = new AbortController();
  let timer = setTimeout(() => stalled.abort(), stallMs);
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([outer, stalled.signal]),
      cache: 'no-store',
      credentials: 'same-origin',
    });
    if (!response.ok) throw await faultOfAnswer(response);
    if (!isOf(response, 'application/x-ndjson') || !response.body)
      throw new ServerCallError('transport', 'Something else answered for the server.');
    let rest = '';
    for await (const text of readText(response.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => stalled.abort(), stallMs);
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line) yield JSON.parse(line) as unknown;
    }
    if (rest) yield JSON.parse(rest) as unknown;
  } catch (fault) {
    if (fault instanceof ServerCallError) throw fault;
    throw new ServerCallError('transport', 'The answer broke off.', { cause: fault });
  } finally {
    clearTimeout(timer);
  }
}

/** Not `for await` over the stream itself: Safari cannot. */
async function* readText(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function faultOfAnswer(response: Response): Promise<ServerCallError> {
  const ours = isOf(response, 'application/json');
  await response.body?.cancel();
  return faultOfStatus(ours ? response.status : null, retryAfterMs(response));
}

/** What an HTTP status means for a command; null when the answer was not our server's. */
export function faultOfStatus(status: number | null, retryAfter: number | null): ServerCallError {
  if (status === null) return new ServerCallError('transport', 'The server cannot be reached.');
  if (status === 401) return new ServerCallError('not_enrolled', 'This terminal is not enrolled.');
  if (status === 400 || status === 413 || status === 422)
    return new ServerCallError('unreadable', 'The server could not read this.');
  // 412: it no longer speaks our protocol. Kept until this app is updated.
  if (status === 403 || status === 412) return new ServerCallError('forbidden', 'The server does not allow this.');
  if (status === 429)
    return new ServerCallError('busy', 'The server asks to wait.', { retryAfterMs: retryAfter ?? 5_000 });
  if (status >= 500)
    return new ServerCallError('busy', 'The server is in trouble.', retryAfter === null ? {} : { retryAfterMs: retryAfter });
  return new ServerCallError('transport', `The server answered ${status}.`);
}

export function retryAfterMs(response: { headers: Headers } | undefined): number | null {
  const seconds = Number(response?.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 300) * 1_000 : null;
}

function isOf(response: Response, type: string): boolean {
  return (response.headers.get('content-type') ?? '').toLowerCase().startsWith(type);
}
