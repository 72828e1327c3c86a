import type pg from 'pg';
import { CommitGroups, type LockedWork } from './commit-groups.ts';

/** Does something once after a decision under the lock, before it is applied. */
export class InBetween extends CommitGroups {
  next: (() => Promise<unknown>) | null = null;

  override locked<T>(work: LockedWork<T>): Promise<T> {
    return super.locked({ ...work, run: (client) => work.run(this.#watched(client)) });
  }

  #watched(client: pg.PoolClient): pg.PoolClient {
    const query = async (statement: pg.QueryConfig): Promise<pg.QueryResult> => {
      if (statement.name === 'apply_plan') {
        const { next } = this;
        this.next = null;
        await next?.();
      }
      return client.query(statement);
    };
    return new Proxy(client, { get: (target, key) => (key === 'query' ? query : (Reflect.get(target, key) as unknown)) });
  }
}
