import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXPLANATIONS } from '../../src/model/explanations.js';
import { parametersPage } from '../../src/model/parameters-page.js';
import { PARAMETERS, parameterValues } from '../../src/model/parameters.js';
import { priorSupport } from '../../src/model/priors.js';

describe('the parameter table', () => {
  it('is what docs/parameters.md prints (run "npm run docs" where this fails)', () => {
    expect(readFileSync('docs/parameters.md', 'utf8')).toBe(parametersPage());
  });

  it('has no empty cell', () => {
    for (const parameter of PARAMETERS) {
      for (const text of [parameter.id, parameter.unit, parameter.source, parameter.sentence])
        expect(text.trim(), parameter.id).not.toBe('');
      for (const explanation of EXPLANATIONS)
        expect(parameter.prior[explanation], parameter.id).toBeDefined();
    }
  });

  it('keeps every default and every prior within its bounds, and every name once', () => {
    expect(new Set(PARAMETERS.map((parameter) => parameter.id)).size).toBe(PARAMETERS.length);
    for (const { id, default: standard, bounds, prior } of PARAMETERS) {
      expect(standard, id).toBeGreaterThanOrEqual(bounds[0]);
      expect(standard, id).toBeLessThanOrEqual(bounds[1]);
      for (const explanation of EXPLANATIONS) {
        const [low, high] = priorSupport(prior[explanation]);
        expect(low, `${id} under ${explanation}`).toBeGreaterThanOrEqual(bounds[0]);
        expect(high, `${id} under ${explanation}`).toBeLessThanOrEqual(bounds[1]);
      }
    }
  });

  it('refuses an unknown name and a value out of bounds', () => {
    expect(() => parameterValues({ temp: 1 })).toThrow('unknown parameter "temp"');
    expect(() => parameterValues({ tempo: -1 })).toThrow(
      'parameter "tempo" is -1, outside 0–10 attacks per active cell and month',
    );
    expect(() => parameterValues({ tempo: NaN })).toThrow('parameter "tempo" is NaN');
  });
});
