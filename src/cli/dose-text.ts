/**
 * What a calibrated level of pressure amounts to. It is a level that was never counted, so each parameter set brings
 * its own: the same scenario is a larger change of pressure under one explanation than under another.
 */
import type { CalibratedLevel, PressureSchedule } from '../model/forcing.js';
import { calibratedLevel } from '../model/history.js';
import type { Plan } from '../runner/plan.js';
import type { Scenario } from '../scenarios/scenario.js';

function levelsIn({ everywhere, byRegion }: PressureSchedule): CalibratedLevel[] {
  const schedules = [...(everywhere ? [everywhere] : []), ...byRegion.values()];
  return schedules.flatMap(({ course }) => (typeof course.to === 'number' ? [] : [course.to.calibrated]));
}

const figure = (value: number): string => String(Number(value.toFixed(2)));

/** A line per calibrated level that a scenario names, with its value under each explanation; empty if none does. */
export function doseText(scenarios: readonly Scenario[], { explanations, parameters }: Plan): string {
  const levels = new Set(
    scenarios.flatMap(({ forcing }) => [...levelsIn(forcing.taliban), ...levelsIn(forcing.pakistan)]),
  );
  const lines = [...levels].map((level) => {
    const values = explanations.map((explanation) => {
      const all = (parameters[explanation] ?? []).map((set) => calibratedLevel(level, set));
      const [low, high] = [Math.min(...all), Math.max(...all)];
      return `${explanation} ${figure(low)}${high > low ? `–${figure(high)}` : ''}`;
    });
    return `calibrated.${level} (1 = January–June 2023): ${values.join(', ')}${explanations.length > 1 ? ': not the same change under each explanation' : ''}.\n`;
  });
  return lines.join('');
}
