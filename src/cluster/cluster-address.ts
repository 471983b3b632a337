/** Where the cluster's Redis is: read from a URL, and shown without the user and password that it may hold. */

/** What stands in for the address on a command line, so that no password stands there. */
export const CLUSTER_VARIABLE = 'DUEL_CLUSTER';

/** An address, a password, a worker or a Redis that cannot be worked with; the message is for the user. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
}

/** How to connect, as ioredis takes it. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  /** There is TLS, with the certificates that Node trusts. */
  readonly tls?: Readonly<Record<string, never>>;
}

const EXPECTED = 'expected redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], or rediss:// for TLS';
const DEFAULT_PORT = 6379;

export class ClusterAddress {
  /** Without user and password: for messages and logs. */
  readonly shown: string;
  /** Private in the language too, so that no inspection prints it. */
  readonly #settings: ConnectionSettings;

  private constructor(settings: ConnectionSettings) {
    this.#settings = settings;
    const { host, port, db, tls } = settings;
    const name = host.includes(':') ? `[${host}]` : host;
    this.shown = `${tls ? 'rediss' : 'redis'}://${name}:${port}${db === 0 ? '' : `/${db}`}`;
  }

  /**
   * Reads `--cluster`: a URL, or `true` where it was given without one and the environment has it.
   * @throws ClusterError, which never holds any of the text that was given
   */
  static of(given: string | true, environment: Readonly<Record<string, string | undefined>>): ClusterAddress {
    const name = given === true ? CLUSTER_VARIABLE : '--cluster';
    const text = given === true ? environment[CLUSTER_VARIABLE] : given;
    if (text === undefined || text === '')
      throw new ClusterError(
        `--cluster says where Redis is, or ${CLUSTER_VARIABLE} does, and neither did: ${EXPECTED}`,
      );
    return new ClusterAddress(settingsOf(text, name));
  }

  /** With the password: for the connection alone. */
  get settings(): ConnectionSettings {
    return this.#settings;
  }

  toString(): string {
    return this.shown;
  }
}

function settingsOf(text: string, name: string): ConnectionSettings {
  const refused = (why: string): ClusterError => new ClusterError(`${name}: ${why}: ${EXPECTED}`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refused('this is no URL (in a password, write / ? # @ : % as %2F %3F %23 %40 %3A %25)');
  }
  const { protocol, hostname, port, pathname, search, hash } = url;
  if (protocol !== 'redis:' && protocol !== 'rediss:') throw refused('the URL is of another kind');
  if (hostname === '') throw refused('the URL names no host');
  // What stands behind the host may be the rest of a password that was not written with % codes.
  if (!/^(\/\d{0,4})?$/.test(pathname) || search !== '' || hash !== '')
    throw refused('after host and port only the number of a database may follow');
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  try {
    return {
      host,
      port: port === '' ? DEFAULT_PORT : Number(port),
      db: Number(pathname.slice(1)),
      ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
      ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
      ...(protocol === 'rediss:' ? { tls: {} } : {}),
    };
  } catch {
    throw refused('a % in user or password is followed by no code');
  }
}
