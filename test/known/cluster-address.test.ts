/** Where the cluster is: what is read from a URL, what is shown of it, and that a password is never shown. */
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClusterAddress, ClusterError } from '../../src/cluster/cluster-address.js';

const of = (url: string) => ClusterAddress.of(url, {});

describe('an address of a cluster', () => {
  it.each([
    ['redis://host', 'redis://host:6379', { host: 'host', port: 6379, db: 0 }],
    ['redis://10.0.0.1:7000/3', 'redis://10.0.0.1:7000/3', { host: '10.0.0.1', port: 7000, db: 3 }],
    ['redis://:pw@host/', 'redis://host:6379', { host: 'host', port: 6379, db: 0, password: 'pw' }],
    [
      'rediss://me:a%2Fb%40c@host:1',
      'rediss://host:1',
      { host: 'host', port: 1, db: 0, username: 'me', password: 'a/b@c', tls: {} },
    ],
    ['redis://[::1]:7000', 'redis://[::1]:7000', { host: '::1', port: 7000, db: 0 }],
  ])('reads %s', (url, shown, settings) => {
    expect(of(url).settings).toEqual(settings);
    expect(of(url).shown).toBe(shown);
  });

  it('comes from the environment where the option has none', () => {
    const environment = { DUEL_CLUSTER: 'redis://:pw@from-there' };
    expect(ClusterAddress.of(true, environment).settings.password).toBe('pw');
    expect(ClusterAddress.of('redis://given', environment).shown).toBe('redis://given:6379');
    expect(() => ClusterAddress.of(true, {})).toThrow(
      'DUEL_CLUSTER does, and neither did: expected redis://',
    );
  });

  it('is not printed with its password, however it is printed', () => {
    const address = of('redis://me:s3cret@host');
    const printed = [inspect(address, { depth: 9, showHidden: true }), JSON.stringify(address), `${address}`];
    for (const text of printed) expect(text).not.toMatch(/s3cret|me:/);
  });
});

describe('a URL that cannot be read', () => {
  it.each([
    ['scenario.yaml', '--cluster: this is no URL'],
    ['http://host', '--cluster: the URL is of another kind'],
    ['redis://', '--cluster: the URL names no host'],
    ['redis://me:12/s3cret@host', 'after host and port only the number of a database may follow'],
    ['redis://host/x', 'after host and port only the number of a database may follow'],
    ['redis://host?password=s3cret', 'after host and port only the number of a database may follow'],
    ['redis://host#s3cret', 'after host and port only the number of a database may follow'],
    ['redis://:s3cret%zz@host', 'a % in user or password is followed by no code'],
  ])('%s is refused with what would have been right', (url, message) => {
    expect(() => of(url)).toThrow(ClusterError);
    expect(() => of(url)).toThrow(message);
    expect(() => of(url)).toThrow('expected redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE]');
    expect(() => of(url)).not.toThrow('s3cret');
  });

  it('never says any of a password, whatever stands in it', () => {
    const password = fc.string({ minLength: 6 }).map((text) => `Q${text}Q`);
    fc.assert(
      fc.property(password, fc.constantFrom('redis', 'rediss', 'http'), (secret, scheme) => {
        let told: string;
        try {
          told = of(`${scheme}://me:${secret}@host`).shown;
        } catch (error) {
          told = inspect(error);
        }
        expect(told).not.toContain(secret);
      }),
    );
  });
});
