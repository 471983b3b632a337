/** A redis-server of a test's own: a free port of the loopback, a folder of its own, gone at the end. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { Redis } from 'ioredis';

const SERVER = process.env['REDIS_SERVER'] ?? 'redis-server';

/** @throws Error that says what to install: a test of the cluster never passes without Redis */
export function requireRedis(): void {
  const { error } = spawnSync(SERVER, ['--version']);
  if (error)
    throw new Error(
      `the tests of the cluster need a redis-server, and ${SERVER} cannot be started (${error.message}): ` +
        'install one (Debian: apt-get install redis-server), or say where it is by REDIS_SERVER',
    );
}

export class TestRedis {
  private readonly dir = mkdtempSync(join(tmpdir(), 'duel-redis-'));
  private server: ChildProcess | null = null;
  private tls = false;

  private constructor(
    readonly port: number,
    private readonly options: readonly string[],
  ) {}

  /** One that speaks TLS only, with a certificate of its own for localhost. */
  static async startWithTls(): Promise<TestRedis> {
    requireRedis();
    const redis = new TestRedis(await freePort(), []);
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const files = ['-keyout', join(redis.dir, 'key.pem'), '-out', redis.certificate];
    const { status, error } = spawnSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files],
      { stdio: 'ignore' },
    );
    if (status !== 0)
      throw new Error(
        `the test of TLS needs openssl (3 or newer): ${error?.message ?? `exit code ${status}`}`,
      );
    redis.tls = true;
    await redis.restart();
    return redis;
  }

  /** @param options of redis-server beside port, folder and address */
  static async start(...options: string[]): Promise<TestRedis> {
    requireRedis();
    const redis = new TestRedis(await freePort(), options);
    await redis.restart();
    return redis;
  }

  get url(): string {
    return this.tls ? `rediss://localhost:${this.port}` : `redis://127.0.0.1:${this.port}`;
  }

  /** Path of the certificate of one with TLS. */
  get certificate(): string {
    return join(this.dir, 'cert.pem');
  }

  /** Starts it on the same port and folder as before. */
  async restart(): Promise<void> {
    const port = this.tls
      ? [
          ...['--port', '0', '--tls-port', String(this.port), '--tls-auth-clients', 'no'],
          ...['--tls-cert-file', this.certificate, '--tls-key-file', join(this.dir, 'key.pem')],
        ]
      : ['--port', String(this.port)];
    const own = [...port, '--bind', '127.0.0.1', '--dir', this.dir, '--save', ''];
    this.server = spawn(SERVER, [...own, ...this.options], { stdio: 'ignore' });
    for (let attempt = 0; !(await isReady(this.port, this.tls)); attempt++) {
      if (attempt === 200) throw new Error(`redis-server does not answer on port ${this.port}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const { server } = this;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  }

  /** Names of all keys. */
  async keys(): Promise<string[]> {
    const client = new Redis(this.port);
    const keys = await client.keys('*');
    client.disconnect();
    return keys.sort();
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Whether it answers, and has read its files; it need not let us in. */
function isReady(port: number, hasTls: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const ping = (): void => void socket.write('PING\r\n');
    const socket: Socket = hasTls
      ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, ping)
      : connect(port, '127.0.0.1', ping);
    socket.once('data', (answer) => {
      resolve(/^(\+PONG|-NOAUTH)/.test(answer.toString()));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
