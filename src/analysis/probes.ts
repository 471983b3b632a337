/** What expressions of `assert` and `experiment.stop` need to know of each replicate. */
import { dayOf, monthNumber, monthOf } from '../model/calendar.js';
import type { Geography } from '../model/geography.js';
import { locationsOf } from '../model/locations.js';
import type { Expression } from '../scenarios/expression.js';
import type { Scenario } from '../scenarios/scenario.js';
import { type Place, type Probe, type Window, windowOf } from './layout.js';

/**
 * The probes of an expression: one for all its places for `min` and `max`, else one for each place, in the order
 * of targets, then locations. `*` is every target of the scenario's `outputs`, and every location. Empty where the
 * months of the expression are not all inside the run.
 */
export function probesOf(expression: Expression, scenario: Scenario, geography: Geography): Probe[] {
  const window = windowIn(expression, scenario);
  if (!window) return [];
  const { statistic, target, location } = expression;
  const targets = target === '*' ? scenario.outputs.targets : [target];
  const locations = location === '*' ? locationsOf(geography).map(({ id }) => id) : [location];
  const places = targets.flatMap((of) => locations.map((at): Place => ({ target: of, location: at })));
  if (statistic === 'min' || statistic === 'max') return [{ reduce: statistic, places, window }];
  const reduce = statistic === 'share' ? 'window' : 'mean';
  return places.map((place) => ({ reduce, places: [place], window }));
}

/** The probes that any scenario of a run asserts or stops by, each once. */
export function allProbes(scenarios: readonly Scenario[], geography: Geography): Probe[] {
  const found = new Map<string, Probe>();
  for (const scenario of scenarios) {
    const { stop } = scenario.experiment;
    const expressions = [...scenario.assertions.map(({ that }) => that), ...(stop ? [stop.when] : [])];
    for (const expression of expressions) {
      for (const probe of probesOf(expression, scenario, geography)) found.set(probeKey(probe), probe);
    }
  }
  return [...found.values()];
}

/** The same for probes of the same meaning. */
export function probeKey({ reduce, places, window }: Probe): string {
  return [reduce, window.id, ...places.map(({ target, location }) => `${target}.${location}`)].join(' ');
}

function windowIn({ when }: Expression, { start, end }: Scenario): Window | null {
  const [first, last] = [monthOf(dayOf(start)), monthOf(dayOf(end))];
  switch (when.kind) {
    case 'months':
      return windowOf(first, last + 1);
    case 'end':
      return windowOf(last, last + 1);
    case 'window': {
      const [from, to] = [monthNumber(when.from), monthNumber(when.to)];
      return from < first || to > last ? null : windowOf(from, to + 1);
    }
  }
}
