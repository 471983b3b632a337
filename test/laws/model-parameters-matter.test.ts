import { describe, expect, it } from 'vitest';
import { EXPLANATIONS } from '../../src/model/explanations.js';
import { LEVERS } from '../../src/model/levers.js';
import { PARAMETERS, type Parameter, parameterValues } from '../../src/model/parameters.js';
import { priorSupport } from '../../src/model/priors.js';
import { asCalibrated, lever, runOnce } from '../model-fixture.js';

/** A set in which every mechanism is at work. */
const CONTEXT: Readonly<Record<string, number>> = {
  restraint: 0.8,
  'restraint-autonomy': 0.5,
  'fade-rate': 0.2,
  'fade-claiming': 0.5,
  crossing: 0.5,
  'relocation-threat': 0.3,
  'raid-destroys': 0.4,
  'border-control': 0.2,
  'command-loss': 0.3,
  'raid-senior': 0.4,
  'heavy-handed': 0.5,
  'grievance-per-raid': 0.15,
  'camp-growth': 0.08,
  'camp-skill': 0.8,
  'cross-border': 0.3,
};

/** Every lever and event, at half its strength, so that none leaves nothing for another to change. */
const FORCING = {
  ...asCalibrated(1461),
  levers: LEVERS.map(({ id }) => lever({ id, from: 600, strength: 0.5, secondOrder: true })),
};

/** A value clearly different from the context's: the farther end of all the priors, else of half or twice the value. */
function changed(row: Parameter): number {
  const supports = EXPLANATIONS.map((explanation) => priorSupport(row.prior[explanation]));
  const low = Math.min(...supports.map(([least]) => least));
  const high = Math.max(...supports.map(([, most]) => most));
  const value = CONTEXT[row.id] ?? row.default;
  if (low === high) return value > 0 && value / 2 >= row.bounds[0] ? value / 2 : row.bounds[1];
  return value - low > high - value ? low : high;
}

// Addresses of draws do not depend on parameters, so a difference in any tally is the parameter's doing, not chance.
describe('every parameter matters', () => {
  const REPLICATES = [0, 1, 2];
  const run = (given: Readonly<Record<string, number>>, replicate: number): Float64Array =>
    runOnce(parameterValues({ ...CONTEXT, ...given }), { replicate, forcing: FORCING }).tallies.values;
  const base = REPLICATES.map((replicate) => run({}, replicate));

  it.each(PARAMETERS.map((row) => [row.id, row] as const))('%s', (id, row) => {
    const value = changed(row);
    expect(value).not.toBe(CONTEXT[id] ?? row.default);
    const differs = REPLICATES.some((replicate) =>
      run({ [id]: value }, replicate).some((count, at) => count !== base[replicate]![at]),
    );
    expect(differs, `${id} at ${value} changes no tally`).toBe(true);
  });

  it('and a parameter left as it is changes nothing', () => {
    expect(run({ tempo: parameterValues({}).tempo }, 0)).toEqual(base[0]);
  });
});
