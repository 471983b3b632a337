/** The pools of a worker, one for each plan that its tasks belong to: a few, since threads hold a plan each. */
import { gunzipSync } from 'node:zlib';
import type { Redis } from 'ioredis';
import { PoolExecutor, type PoolOptions } from '../runner/pool-executor.js';
import { planKey } from './names.js';
import type { PublishedPlan } from './session.js';
import type { TaskMessage } from './task-message.js';

/** Pools that are kept although they have nothing to do. */
const MOST_IDLE = 2;

interface PlanPool {
  readonly executor: PoolExecutor;
  /** Tasks that it is at. */
  busy: number;
}

export interface PlanPoolsOptions extends Pick<PoolOptions, 'file'> {
  readonly now: () => number;
}

export class PlanPools {
  /** By key of the plan, the one that was used last at the end. */
  private readonly pools = new Map<string, Promise<PlanPool | null>>();

  /** @param threads of each pool */
  constructor(
    private readonly redis: Redis,
    private readonly threads: number,
    private readonly options: PlanPoolsOptions,
  ) {}

  /**
   * Does something with the pool of a task's plan.
   * @returns what `work` returns; `null` where the plan is not there any more: its session has ended
   */
  async with<T>({ session, plan }: TaskMessage, work: (pool: PoolExecutor) => Promise<T>): Promise<T | null> {
    const key = planKey(session, plan);
    const opened = this.pools.get(key) ?? this.open(key);
    this.pools.delete(key);
    this.pools.set(key, opened);
    const pool = await opened;
    if (!pool) {
      this.pools.delete(key);
      return null;
    }
    pool.busy++;
    try {
      // A pool outlives its plan by a little; what nobody waits for is not simulated.
      return (await this.redis.exists(key)) === 0 ? null : await work(pool.executor);
    } finally {
      pool.busy--;
      await this.closeIdle(MOST_IDLE);
    }
  }

  /** Closes the pools of plans that are not there any more. */
  async prune(): Promise<void> {
    for (const [key, opened] of [...this.pools]) {
      const pool = await opened;
      if (pool && (await this.redis.exists(key)) === 0) await this.closed(key, pool);
    }
  }

  async close(): Promise<void> {
    await this.closeIdle(0);
  }

  private async open(key: string): Promise<PlanPool | null> {
    const bytes = await this.redis.getBuffer(key);
    if (!bytes) return null;
    const { plan, timeout } = JSON.parse(gunzipSync(bytes).toString('utf8')) as PublishedPlan;
    return { executor: new PoolExecutor(plan, this.threads, { ...this.options, timeout }), busy: 0 };
  }

  /** Closes those that have nothing to do, the one that was used last at last, until so many are left. */
  private async closeIdle(left: number): Promise<void> {
    const idle: (readonly [string, PlanPool])[] = [];
    for (const [key, opened] of [...this.pools]) {
      const pool = await opened;
      if (pool?.busy === 0) idle.push([key, pool]);
    }
    for (const [key, pool] of idle.slice(0, Math.max(0, idle.length - left))) await this.closed(key, pool);
  }

  /** Closes a pool unless it has something to do. */
  private async closed(key: string, pool: PlanPool): Promise<void> {
    if (pool.busy > 0 || !this.pools.delete(key)) return;
    await pool.executor.close();
  }
}
