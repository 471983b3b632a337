/** Connections to Redis: the first must succeed at once; one that is lost later is restored, however long it takes. */
import { Redis } from 'ioredis';
import { type ClusterAddress, ClusterError } from './cluster-address.js';

/** Milliseconds to wait for the first answer. */
const CONNECT_TIMEOUT = 5000;
/** Milliseconds between two attempts to restore a connection, at least and at most. */
const [RETRY_AFTER, RETRY_AT_MOST] = [100, 2000];
/** Milliseconds without a byte on a connection that waits for an answer, until it counts as lost. */
const SOCKET_TIMEOUT = 30_000;

/** @throws ClusterError where Redis does not answer, or refuses the password */
export async function probe(address: ClusterAddress): Promise<void> {
  const client = new Redis({
    ...optionsOf(address),
    lazyConnect: true,
    retryStrategy: () => null,
    // Or it would keep the process for two seconds more.
    disconnectTimeout: 100,
  });
  let cause: Error | null = null;
  client.on('error', (error: Error) => (cause ??= error));
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw refusal(address, cause ?? (error as Error));
  } finally {
    client.disconnect();
  }
}

/**
 * A connection that comes back by itself; commands wait for it meanwhile.
 * @param onError told of what goes wrong, without secrets: the same once until there is a connection again, since an
 *   outage of a night has thousands of attempts
 */
export function connection(address: ClusterAddress, onError: (message: string) => void): Redis {
  const client = new Redis({
    ...optionsOf(address),
    retryStrategy: (times) => Math.min(RETRY_AFTER * 2 ** Math.min(times, 10), RETRY_AT_MOST),
  });
  let told: string | null = null;
  client.on('ready', () => (told = null));
  client.on('error', (error: Error) => {
    const reason = reasonOf(error);
    if (reason !== told) onError(reason);
    told = reason;
  });
  return client;
}

function optionsOf({ settings }: ClusterAddress) {
  return {
    ...settings,
    // As BullMQ asks for: a command waits for the connection rather than failing.
    maxRetriesPerRequest: null,
    connectTimeout: CONNECT_TIMEOUT,
    socketTimeout: SOCKET_TIMEOUT,
  };
}

function refusal(address: ClusterAddress, error: Error): ClusterError {
  if (/^(WRONGPASS|NOAUTH|NOPERM)/.test(error.message))
    return new ClusterError(
      `${address.shown} refuses the user or password: give them in the URL, redis://USER:PASSWORD@HOST ` +
        '(only :PASSWORD@ where there are no users), by DUEL_CLUSTER rather than on the command line',
    );
  return new ClusterError(
    `${address.shown} does not answer as Redis (${reasonOf(error)}); start one there, ` +
      'as docs/scaling.md shows, or leave out --cluster to run on this machine alone',
  );
}

/** The first line of what Redis or the socket says; a command that failed may hold a password and is left out. */
export function reasonOf({ message, name }: Error): string {
  return message.split('\n', 1)[0] || name;
}
