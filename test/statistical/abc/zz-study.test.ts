import { it } from 'vitest';
import { apmc } from '../../../src/calibration/apmc.js';
import { replenish } from '../../../src/calibration/replenishment.js';
import { logEvidenceAt } from '../../../src/calibration/evidence.js';
import { masterKey } from '../../../src/random/seed.js';
import { mutant } from './mutant.js';
import { momentsOf, normalNormal, poissonGamma, rateOf } from './toys.js';
const A = { size: 1000, kept: 0.5, leastAccepted: 0.01, most: 20000 };
const R = { size: 600, survivors: 0.6, distinct: 0.5, leastAccepted: 0.001, most: 20000 };
function sum(name: string, xs: number[][]) {
  const out = xs[0]!.map((_, j) => { const c = xs.map((r) => r[j]!); const m = c.reduce((a, b) => a + b, 0) / c.length; const s = Math.sqrt(c.reduce((a, b) => a + (b - m) ** 2, 0) / (c.length - 1)); return `${m.toFixed(4)}±${s.toFixed(4)} max ${Math.max(...c).toFixed(3)} min ${Math.min(...c).toFixed(3)}`; });
  console.log(name, out.join(' | '));
}
const kd = (...c: [string, string][]) => mutant('calibration/apmc.js', ["'./kernel-density.js'", `'${mutant('calibration/kernel-density.js', ...c)}'`]);
it('study', { timeout: 600000 }, async () => {
  const engines: Record<string, any> = { apmc, replenish };
  const add = async (n: string, url: string, k: string) => { engines[n] = (await import(/* @vite-ignore */ url))[k]; };
  await add('apmc dropped', mutant('calibration/apmc.js', ['({ logImportance, simulated }) => logImportance + ', '({ simulated }) => ']), 'apmc');
  await add('apmc noprior', kd(['-prior / 2 - ', '-']), 'apmc');
  await add('apmc unweighted', kd(['Math.log(this.weights[at]) - squares / 2', '-squares / 2 - Math.log(this.particles.length)']), 'apmc');
  const pr = mutant('calibration/proposal.js', ['(squares - prior) / 2', 'squares / 2']);
  await add('replenish noprior', mutant('calibration/replenishment.js', ["'./proposal.js'", `'${pr}'`]), 'replenish');
  await add('replenish unweighted', mutant('calibration/replenishment.js', ['this.resampled(weights, total)', 'this.resampled(weights.map(() => 1), weights.length)']), 'replenish');
  await add('replenish stale', mutant('calibration/replenishment.js', ['await this.simulate(proposed.map(({ point }) => point))', 'proposed.map(({ at }) => this.particles[at].simulated)']), 'replenish');
  for (const [name, engine] of Object.entries(engines)) {
    for (const [toyName, make, tolerance, of] of [['nn', normalNormal, 0.25, (z: number) => z], ['pg', poissonGamma, 2, rateOf]] as const) {
      const rows: number[][] = []; const t = Date.now();
      const seeds = name.includes(' ') ? 3 : 30;
      let sims = 0, gens = 0, ended = '';
      for (let s = 0; s < seeds; s++) {
        const p = await engine(make(`d${s}`), { ...(name.startsWith('apmc') ? A : R), tolerance, key: masterKey(`k${s}`) });
        const m = momentsOf(p, of); let e = NaN;
        try { e = logEvidenceAt(p, tolerance); } catch {}
        if (name.startsWith('apmc')) e = p.generations.at(-1)?.logEvidence ?? NaN;
        rows.push([m.mean, m.sd, m.quantile(0.05), m.quantile(0.5), m.quantile(0.95), e]);
        sims += p.simulations; gens += p.generations.length; ended = p.ended;
      }
      sum(`${name} ${toyName} sims ${sims / seeds} gens ${gens / seeds} ${ended} ${(Date.now() - t) / seeds}ms`, rows);
    }
  }
});
