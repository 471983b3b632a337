/** A connection to a Redis that is not there: it goes on trying, and says so once. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ClusterAddress } from '../../src/cluster/cluster-address.js';
import { connection } from '../../src/cluster/connection.js';

it('tells what is wrong once, however often it tries', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  const told: string[] = [];
  const client = connection(ClusterAddress.of(`redis://127.0.0.1:${port}`, {}), (reason) =>
    told.push(reason),
  );
  let attempts = 0;
  client.on('error', () => attempts++);
  while (attempts < 3) await setTimeout(50);
  client.disconnect();
  expect(told).toEqual([`connect ECONNREFUSED 127.0.0.1:${port}`]);
});
