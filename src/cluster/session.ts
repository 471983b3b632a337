/**
 * A process that hands out tasks: its plans in Redis, its tasks in the queue of its model version, and the results
 * that come back. What Redis forgets is put there again, and a result that comes twice counts once.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { gzipSync } from 'node:zlib';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Plan } from '../runner/plan.js';
import type { Task } from '../runner/task.js';
import type { ClusterAddress } from './cluster-address.js';
import { connection, probe, reasonOf } from './connection.js';
import { Inbox } from './inbox.js';
import { type Member, sessionsIn, workersIn } from './membership.js';
import { planKey, PREFIX, queueName, RESULTS_LAST, resultsKey, SESSION_LASTS } from './names.js';
import { taskMessage, type TaskMessage } from './task-message.js';
import { type Ticket, Tickets } from './tickets.js';

/** Milliseconds between two looks at what is in Redis. */
const PULSE = 2000;
/** A worker that cannot run a task hands it back and leaves, and another one takes it. */
const ATTEMPTS = 1000;
/** Entries that BullMQ keeps of what happened: nobody reads them. */
const EVENTS = 100;

export interface SessionOptions {
  /** Hash of the built model and its data. */
  readonly model: string;
  /** Told what a user should know, a sentence at a time. */
  readonly tell: (text: string) => void;
}

/** A plan as workers read it. */
export interface PublishedPlan {
  readonly plan: Plan;
  /** Milliseconds that an address may take; `null`: what the worker's watch thinks right. */
  readonly timeout: number | null;
}

export class Session {
  /** Threads of the workers that have this model version. */
  threads = 0;
  /** Whether Redis answers, as far as is known. */
  isUp = true;
  private readonly member: Member;
  private readonly listeners = new Set<() => void>();
  private readonly inbox: Inbox;
  private readonly tickets = new Tickets();
  private readonly plans = new Map<number, Buffer>();
  private readonly refused = new Set<string>();
  /** What is told that the connection is lost. */
  private readonly hanging = new Set<(error: Error) => void>();
  private lastPlan = 0;
  private isAlone: boolean | null = null;
  private isClosed = false;
  private pulse: NodeJS.Timeout | undefined;
  private beating: Promise<void>;

  private constructor(
    readonly address: ClusterAddress,
    private readonly options: SessionOptions,
    private readonly redis: Redis,
    blocking: Redis,
    private readonly queue: Queue<TaskMessage>,
  ) {
    this.member = { id: randomUUID(), model: options.model, host: hostname(), pid: process.pid };
    this.inbox = new Inbox(redis, blocking, resultsKey(this.member.id), (number, frame) =>
      this.tickets.take(number, frame),
    );
    redis.on('close', () => this.lost());
    redis.on('ready', () => this.back());
    this.beating = this.beat();
  }

  /** @throws ClusterError where Redis does not answer or refuses the password */
  static async open(address: ClusterAddress, options: SessionOptions): Promise<Session> {
    await probe(address);
    const redis = connection(address, options.tell);
    const queue = new Queue<TaskMessage>(queueName(options.model), {
      connection: redis,
      prefix: PREFIX,
      streams: { events: { maxLen: EVENTS } },
      defaultJobOptions: { attempts: ATTEMPTS, removeOnComplete: true, removeOnFail: true },
    });
    queue.on('error', () => undefined);
    return new Session(
      address,
      options,
      redis,
      connection(address, () => undefined),
      queue,
    );
  }

  /** Calls `listener` when workers came or went, or the connection did, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(text: string): void {
    this.options.tell(text);
  }

  /** Makes a plan known to workers. @returns its number */
  publish(published: PublishedPlan): number {
    const number = ++this.lastPlan;
    const bytes = gzipSync(JSON.stringify(published), { level: 1 });
    this.plans.set(number, bytes);
    void this.put(number, bytes);
    return number;
  }

  /** Takes a plan back; its tasks are done. */
  async retract(plan: number): Promise<void> {
    this.plans.delete(plan);
    await this.whileUp(this.redis.del(planKey(this.member.id, plan))).catch(() => undefined);
  }

  /**
   * Puts a task into the queue.
   * @param receive called once with a frame, or never where the task is withdrawn
   * @returns its ticket
   */
  submit(plan: number, task: Task, receive: (frame: Buffer) => void): number {
    const ticket = this.tickets.issue((number) => taskMessage(this.member.id, plan, number, task), receive);
    this.add(ticket);
    return ticket.number;
  }

  /** Takes tasks back that no worker is at, and that none has done. @returns which they are */
  async withdraw(numbers: readonly number[]): Promise<number[]> {
    const free: number[] = [];
    await this.whileUp(
      Promise.all(
        numbers.map(async (number) => {
          if ((await this.queue.remove(this.jobOf(number))) === 1) free.push(number);
        }),
      ),
    );
    // One that was not there any more has been done: its result had been sent before.
    await this.whileUp(this.inbox.flush());
    return free.filter((number) => this.tickets.forget(number));
  }

  /** Forgets tickets: workers that are at their tasks end them in vain, others never see them. */
  forget(numbers: readonly number[]): void {
    for (const number of numbers) {
      this.tickets.forget(number);
      this.queue.remove(this.jobOf(number)).catch(() => undefined);
    }
  }

  /** Leaves nothing of itself in Redis where that answers; else what is left expires. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.pulse);
    try {
      await this.whileUp(this.beating);
      const { id } = this.member;
      await this.whileUp(Promise.all(this.tickets.numbers.map((n) => this.queue.remove(this.jobOf(n)))));
      await this.whileUp(sessionsIn(this.redis).remove([id]));
      const plans = [...this.plans.keys()].map((plan) => planKey(id, plan));
      await this.whileUp(this.redis.del(resultsKey(id), ...plans));
    } catch {
      // Then they expire.
    }
    this.inbox.close();
    await this.queue.close().catch(() => undefined);
    this.redis.disconnect();
  }

  private jobOf(ticket: number): string {
    return `${this.member.id}-${ticket}`;
  }

  private add(ticket: Ticket): void {
    ticket.isQueued = false;
    this.queue
      .add('task', ticket.message, { jobId: this.jobOf(ticket.number) })
      // Where it was refused, the next pulse misses it.
      .catch((error: Error) => this.tell(`${this.address.shown} refuses a task: ${reasonOf(error)}`))
      .finally(() => (ticket.isQueued = true));
  }

  private put(number: number, bytes: Buffer): Promise<unknown> {
    return this.redis
      .set(planKey(this.member.id, number), bytes, 'PX', SESSION_LASTS)
      .catch((error: Error) => {
        if (!this.isClosed) this.tell(`${this.address.shown} refuses the plan: ${reasonOf(error)}`);
      });
  }

  private async beat(): Promise<void> {
    try {
      await this.whileUp(this.lookAround());
    } catch (error) {
      if (this.isUp && !this.isClosed) this.tell(`${this.address.shown}: ${reasonOf(error as Error)}`);
    }
    if (!this.isClosed) this.pulse = setTimeout(() => (this.beating = this.beat()), PULSE);
  }

  private async lookAround(): Promise<void> {
    const { redis, member } = this;
    await sessionsIn(redis).keep(member);
    await redis.pexpire(resultsKey(member.id), RESULTS_LAST);
    for (const [number, bytes] of this.plans) {
      const isThere = await redis.pexpire(planKey(member.id, number), SESSION_LASTS);
      if (isThere === 0 && this.plans.has(number)) await this.put(number, bytes);
    }
    await this.count();
    await this.repair();
  }

  private async count(): Promise<void> {
    const workers = await workersIn(this.redis).present();
    const own = workers.filter(({ model }) => model === this.member.model);
    for (const other of workers) {
      if (other.model === this.member.model || this.refused.has(other.id)) continue;
      this.refused.add(other.id);
      this.tell(refusal(other, this.member));
    }
    const threads = own.reduce((sum, worker) => sum + worker.threads, 0);
    const isChanged = threads !== this.threads;
    this.threads = threads;
    if (isChanged) this.change();
    if (this.isAlone === (threads === 0)) return;
    this.isAlone = threads === 0;
    this.tell(
      this.isAlone
        ? `no worker is there: start some with duel worker --cluster, wherever ${this.address.shown} can be reached`
        : `${own.length} ${own.length === 1 ? 'worker takes' : 'workers take'} part, threads: ${threads}`,
    );
  }

  /** Puts tasks back that Redis has lost. */
  private async repair(): Promise<void> {
    const { queued } = this.tickets;
    const there = await Promise.all(
      queued.map(({ number }) => this.redis.exists(this.queue.toKey(this.jobOf(number)))),
    );
    const missing = queued.filter((_, at) => there[at] === 0);
    if (missing.length === 0) return;
    // Those that were done have sent their results before they were taken out of the queue.
    await this.inbox.flush();
    for (const ticket of missing) if (this.tickets.has(ticket.number)) this.add(ticket);
  }

  private change(): void {
    for (const listener of this.listeners) listener();
  }

  private lost(): void {
    if (this.isClosed || !this.isUp) return;
    this.isUp = false;
    this.tell(`${this.address.shown} does not answer: it is waited for, and nothing that is done is lost`);
    for (const reject of this.hanging) reject(new Error('the connection was lost'));
    this.change();
  }

  private back(): void {
    if (this.isUp) return;
    this.isUp = true;
    this.tell(`${this.address.shown} answers again`);
    this.change();
  }

  /** Work that waits for Redis, as long as that answers. @throws Error when it does not any more */
  private async whileUp<T>(work: Promise<T>): Promise<T> {
    work.catch(() => undefined);
    let hang: (error: Error) => void = () => undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        hang = reject;
        this.hanging.add(hang);
        if (!this.isUp) reject(new Error('there is no connection'));
        work.then(resolve, reject);
      });
    } finally {
      this.hanging.delete(hang);
    }
  }
}

/** Why a worker and a session do not work together, as both of them say it. */
export function refusal(worker: Member, session: Member): string {
  return (
    `refused: the worker on ${worker.host} (process ${worker.pid}) has model version ${worker.model.slice(0, 12)}, ` +
    `the run on ${session.host} (process ${session.pid}) has ${session.model.slice(0, 12)}; ` +
    'build the same version of duel on both'
  );
}
