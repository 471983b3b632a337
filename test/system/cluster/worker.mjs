// A worker whose threads run a module of the test's: node worker.mjs URL THREADS FILE [MODEL]
import { ClusterAddress } from '../../../dist/cluster/cluster-address.js';
import { ClusterWorker } from '../../../dist/cluster/cluster-worker.js';
import { modelVersion } from '../../../dist/runner/package-files.js';

const [, , url, threads, file] = process.argv;
const worker = await ClusterWorker.start(ClusterAddress.of(url, {}), {
  model: modelVersion(),
  threads: Number(threads),
  file: new URL(file, import.meta.url),
  now: () => performance.now(),
  tell: (text) => console.error(text),
});
console.error('worker at');
process.on('SIGTERM', () => worker.leave());
await worker.left;
