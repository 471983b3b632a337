/** Names of everything that is kept in Redis, and how long it outlives whoever kept it. */

/** First part of every key; the number is that of the protocol. Processes of another one never meet. */
export const PREFIX = 'duel:1';

/** Digits of a model version that tell versions apart. */
const DIGITS = 12;

/** The queue of a model version: whoever has another one is never handed its tasks. */
export function queueName(model: string): string {
  return `tasks-${shortModel(model)}`;
}

export function shortModel(model: string): string {
  return model.slice(0, DIGITS);
}

/** Ids of sessions, and of workers, that may be there. */
export const [SESSIONS, WORKERS] = [`${PREFIX}:sessions`, `${PREFIX}:workers`];

export const sessionKey = (session: string): string => `${PREFIX}:session:${session}`;
export const planKey = (session: string, plan: number): string => `${PREFIX}:plan:${session}:${plan}`;
export const resultsKey = (session: string): string => `${PREFIX}:results:${session}`;
export const workerKey = (worker: string): string => `${PREFIX}:worker:${worker}`;

/** Milliseconds after which a session that says nothing counts as gone, and its tasks are dropped. */
export const SESSION_LASTS = 60_000;
/** The same for a worker in the list of them; its tasks have leases of their own. */
export const WORKER_LASTS = 15_000;
/** Results wait so long for a session that has lost its connection. */
export const RESULTS_LAST = 600_000;
