/**
 * A process that simulates for runs on other machines. It holds a lease on each task that it has taken, renewed by
 * this thread while others simulate; a task whose lease lapses, since its worker died, goes to another worker.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { type ClusterAddress, ClusterError } from './cluster-address.js';
import { connection, probe, reasonOf } from './connection.js';
import { type Member, sessionsIn, type WorkerMember, workersIn } from './membership.js';
import { PREFIX, queueName, RESULTS_LAST, resultsKey, WORKER_LASTS } from './names.js';
import { PlanPools, type PlanPoolsOptions } from './plan-pools.js';
import { emptyFrame, resultFrame } from './result-frame.js';
import { refusal } from './session.js';
import { taskOf, type TaskMessage } from './task-message.js';

/** Milliseconds that a lease lasts; it is renewed after half of them. */
const LEASE = 10_000;
/** Milliseconds between two looks for leases that have lapsed. */
const LOOK_EVERY = 5000;
/** Workers that may be lost at a task before it goes back to whoever asked for it. */
const MOST_LOST = 5;
/** Milliseconds until something is tried again after the connection was lost. */
const RETRY_AFTER = 1000;

export interface ClusterWorkerOptions extends PlanPoolsOptions {
  /** Hash of the built model and its data. */
  readonly model: string;
  /** Threads that simulate, at least 1. */
  readonly threads: number;
  /** Told what a user should know, a sentence at a time. */
  readonly tell: (text: string) => void;
}

/** What a worker has done in the end. */
export interface Done {
  readonly tasks: number;
}

export class ClusterWorker {
  /** Settles when the worker has left; rejects with what it could not go on from. */
  readonly left: Promise<Done>;
  private readonly member: WorkerMember;
  private readonly pools: PlanPools;
  private readonly worker: Worker<TaskMessage, null>;
  private readonly refused = new Set<string>();
  private tasks = 0;
  private isUp = true;
  private pulse: NodeJS.Timeout | undefined;
  private leaving: Promise<void> | null = null;
  private settle!: { readonly resolve: (done: Done) => void; readonly reject: (error: Error) => void };

  private constructor(
    private readonly address: ClusterAddress,
    private readonly options: ClusterWorkerOptions,
    private readonly redis: Redis,
  ) {
    const { model, threads } = options;
    this.member = { id: randomUUID(), model, threads, host: hostname(), pid: process.pid };
    this.left = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    this.pools = new PlanPools(redis, threads, options);
    this.worker = new Worker<TaskMessage, null>(queueName(model), (job) => this.work(job), {
      connection: redis,
      prefix: PREFIX,
      autorun: false,
      // One more than run, so that no thread waits for the network between two tasks.
      concurrency: threads + 1,
      lockDuration: LEASE,
      stalledInterval: LOOK_EVERY,
      // How often a task may stall is decided here, where its run can be told.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      runRetryDelay: RETRY_AFTER,
    });
    // A lease that was lost is no error: the task is run twice, and counts once.
    this.worker.on('error', () => undefined);
    redis.on('close', () => this.lost());
    redis.on('ready', () => this.back());
  }

  /** @throws ClusterError where Redis does not answer, or every run that is there has another model version */
  static async start(address: ClusterAddress, options: ClusterWorkerOptions): Promise<ClusterWorker> {
    await probe(address);
    const redis = connection(address, () => undefined);
    const worker = new ClusterWorker(address, options, redis);
    const sessions = await worker.look();
    if (sessions.length > 0 && sessions.every(({ model }) => model !== options.model)) {
      await worker.worker.close();
      redis.disconnect();
      throw new ClusterError(refusal(worker.member, sessions[0]!));
    }
    worker.tellRefused(sessions);
    void worker.worker.run();
    worker.schedule();
    return worker;
  }

  /** Ends what it is at, takes nothing else, and leaves. */
  leave(): void {
    this.leaving ??= this.end(null);
  }

  private async work({ data, stalledCounter }: Job<TaskMessage, null>): Promise<null> {
    try {
      const frame =
        stalledCounter > MOST_LOST
          ? emptyFrame(data.ticket)
          : await this.pools.with(data, async (pool) =>
              resultFrame(data.ticket, await pool.run(taskOf(data))),
            );
      if (!frame) return null;
      const key = resultsKey(data.session);
      // The result before the end of the task: who is killed between the two sends it twice.
      await this.redis.rpush(key, frame);
      await this.redis.pexpire(key, RESULTS_LAST);
      this.tasks++;
      return null;
    } catch (error) {
      // It goes back into the queue; whatever is wrong here may be right elsewhere.
      this.leaving ??= this.end(error as Error);
      throw error;
    }
  }

  private async end(error: Error | null): Promise<void> {
    clearTimeout(this.pulse);
    await workersIn(this.redis)
      .remove([this.member.id])
      .catch(() => undefined);
    await this.worker.close();
    await this.pools.close();
    this.redis.disconnect();
    if (error) this.settle.reject(error);
    else this.settle.resolve({ tasks: this.tasks });
  }

  /** Says that it is there, and looks who hands out tasks. */
  private async look(): Promise<Member[]> {
    await workersIn(this.redis).keep(this.member);
    return sessionsIn(this.redis).present();
  }

  private tellRefused(sessions: readonly Member[]): void {
    for (const session of sessions) {
      if (session.model === this.member.model || this.refused.has(session.id)) continue;
      this.refused.add(session.id);
      this.options.tell(refusal(this.member, session));
    }
  }

  private schedule(): void {
    this.pulse = setTimeout(() => void this.beat(), WORKER_LASTS / 3);
  }

  private async beat(): Promise<void> {
    try {
      this.tellRefused(await this.look());
      await this.pools.prune();
    } catch (error) {
      if (!this.leaving) this.options.tell(`${this.address.shown}: ${reasonOf(error as Error)}`);
    }
    if (!this.leaving) this.schedule();
  }

  private lost(): void {
    if (this.leaving || !this.isUp) return;
    this.isUp = false;
    this.options.tell(`${this.address.shown} does not answer: it is waited for`);
  }

  private back(): void {
    if (this.isUp) return;
    this.isUp = true;
    this.options.tell(`${this.address.shown} answers again`);
  }
}
