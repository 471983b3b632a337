/** Who takes part: sessions (runs that hand out tasks) and workers, each with its model version, by keys that expire. */
import type { Redis } from 'ioredis';
import { SESSION_LASTS, sessionKey, SESSIONS, WORKER_LASTS, workerKey, WORKERS } from './names.js';

/** A process that takes part. */
export interface Member {
  readonly id: string;
  /** Hash of its built model and data. */
  readonly model: string;
  readonly host: string;
  readonly pid: number;
}

export interface WorkerMember extends Member {
  /** Threads that simulate. */
  readonly threads: number;
}

/** A list of members: ids in a set, each with a key of its own that its owner renews. */
class Members<M extends Member> {
  constructor(
    private readonly redis: Redis,
    private readonly set: string,
    private readonly keyOf: (id: string) => string,
    private readonly lasts: number,
  ) {}

  /** Enters the member, or says that it is still there. */
  async keep(member: M): Promise<void> {
    await Promise.all([
      this.redis.set(this.keyOf(member.id), JSON.stringify(member), 'PX', this.lasts),
      this.redis.sadd(this.set, member.id),
    ]);
  }

  /** Strikes members off. */
  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await Promise.all([this.redis.srem(this.set, ...ids), this.redis.del(...ids.map(this.keyOf))]);
  }

  /** Members that are there; ids of others are struck off. */
  async present(): Promise<M[]> {
    const ids = await this.redis.smembers(this.set);
    if (ids.length === 0) return [];
    const texts = await this.redis.mget(...ids.map(this.keyOf));
    const gone = ids.filter((_, at) => texts[at] === null);
    if (gone.length > 0) await this.redis.srem(this.set, ...gone);
    return texts.flatMap((text) => (text == null ? [] : [JSON.parse(text) as M]));
  }

  /** Whether one of them is there. */
  async has(id: string): Promise<boolean> {
    return (await this.redis.exists(this.keyOf(id))) > 0;
  }
}

export const sessionsIn = (redis: Redis): Members<Member> =>
  new Members<Member>(redis, SESSIONS, sessionKey, SESSION_LASTS);

export const workersIn = (redis: Redis): Members<WorkerMember> =>
  new Members<WorkerMember>(redis, WORKERS, workerKey, WORKER_LASTS);
