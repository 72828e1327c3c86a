import pg from 'pg';

/** Nobody waits for a lock for longer here, because all that was sent behind them waits with them. */
export const lockPatienceMs = 100;

interface Line {
  connected: Promise<pg.Client>;
  /** Statements that were sent, or will be when it is connected, and are not answered. */
  underWay: number;
}

/**
 * Few connections, each of which is sent its next statement while PostgreSQL is still at the one before. It goes on
 * without waiting for anybody and without being waked, which costs two cores more than the statement's way there. Each
 * statement is a transaction of its own, and one that fails leaves those behind it alone; a connection that is lost rejects
 * all that were sent to it, and the next statement opens another.
 */
export class PipelinedConnections {
  readonly #config: pg.ClientConfig;
  readonly #lines: Line[] = [];
  #isClosed = false;

  constructor(config: pg.ClientConfig) {
    this.#config = { ...config, pipeline: true };
  }

  /** On an idle one of the first `connectionsMax`, else behind the fewest others. Nothing is known of one that rejects with a lost connection. */
  async query<R extends pg.QueryResultRow>(statement: pg.QueryConfig, connectionsMax: number): Promise<pg.QueryResult<R>> {
    if (this.#isClosed) throw new Error('The connections to the database were closed');
    const line = this.#lineFor(connectionsMax);
    line.underWay++;
    try {
      const client = await line.connected;
      return await client.query<R>(statement);
    } catch (fault) {
      // It never was connected, or these were its last words, which come before its end: nobody else is sent there.
      if (!(fault instanceof pg.DatabaseError) || fault.severity === 'FATAL') this.#drop(line);
      throw fault;
    } finally {
      line.underWay--;
    }
  }

  /** Answers what is under way first. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#lines.map(async ({ connected }) => (await connected).end()));
  }

  #lineFor(connectionsMax: number): Line {
    const lines = this.#lines.slice(0, connectionsMax);
    const shortest = lines.reduce<Line | undefined>((best, line) => (best && best.underWay <= line.underWay ? best : line), undefined);
    return shortest && (shortest.underWay === 0 || lines.length === connectionsMax) ? shortest : this.#open();
  }

  #open(): Line {
    const client = new pg.Client(this.#config);
    const line: Line = { connected: client.connect().then(() => client), underWay: 0 };
    // Without a listener a connection that is lost while nobody uses it would end the process.
    client.on('error', () => this.#drop(line));
    this.#lines.push(line);
    return line;
  }

  /** It is sent nothing more, and closed when what it was sent is answered. */
  #drop(line: Line): void {
    const place = this.#lines.indexOf(line);
    if (place < 0) return;
    this.#lines.splice(place, 1);
    // One that never was connected has nothing to close.
    line.connected.then((client) => client.end()).catch(() => {});
  }
}
