/** Which parameters the article says anything about. */
import type { Figure } from '../figure.js';
import { intervalPanel } from '../interval-panel.js';
import type { CalibrationMaterial } from '../material.js';
import { figure, range, underEach } from '../numbers.js';
import { explanationsOf } from '../pairs.js';

const SHOWN = 10;

export function identificationFigure(material: CalibrationMaterial, id: string): Figure | null {
  const rows = (material.calibration.identification ?? []).filter(
    ({ status, contraction }) => status === 'calibrated' && contraction !== null,
  );
  const explanations = explanationsOf(rows, material.explanations);
  if (explanations.length === 0) return null;
  const of = (explanation: string) =>
    rows
      .filter((row) => row.explanation === explanation)
      .sort((a, b) => b.contraction! - a.contraction! || (a.parameter < b.parameter ? -1 : 1));
  const countOf = (explanation: string, verdict: string): number =>
    of(explanation).filter((row) => row.verdict === verdict).length;
  const isRefused = (name: string): boolean => of(name).every(({ verdict }) => verdict === 'refused');
  const told = (name: string): string =>
    isRefused(name)
      ? 'an unknown number (too few draws)'
      : `${countOf(name, 'learnt')} of ${of(name).length}`;
  return {
    id,
    title: `Of the parameters that were searched the article teaches about ${underEach(explanations.map((name) => [name, told(name)]))}; the others stay assumed, in part or in full.`,
    panels: explanations.map((explanation) => {
      const shown = of(explanation).slice(0, SHOWN);
      return intervalPanel({
        label: isRefused(explanation)
          ? `${explanation}: verdicts refused, on too few draws`
          : `${explanation}: ${countOf(explanation, 'learnt')} learnt, ${countOf(explanation, 'partly')} partly, ${countOf(explanation, 'assumed')} assumed`,
        description: `Contraction of parameters under ${explanation}: ${shown.map(({ parameter, contraction }) => `${parameter} ${figure(contraction!)}`).join(', ')}.`,
        rows: shown.map(({ parameter, contraction, verdict }) => ({
          name: parameter,
          estimate: contraction,
          lower: 0,
          upper: Math.max(0, contraction!),
          isFilled: verdict === 'learnt',
          text: verdict,
        })),
        unit: 'contraction: 0 = as the prior, 1 = known',
        domain: [Math.min(0, ...shown.map(({ contraction }) => contraction!)), 1],
        zero: 0,
        nameWidth: 168,
        textWidth: 56,
      });
    }),
    columns: 3,
    band: 'bar: 1 − posterior variance ÷ prior variance, in normal scores; filled dot: learnt',
    n: underEach(explanations.map((name) => [name, `${of(name).length} calibrated parameters`])),
    notes: [
      `The ${SHOWN} that contracted most under each explanation. Assumed and fixed parameters were never searched: their values were put in.`,
      'Contraction has no interval of its own. It rests on a posterior whose independent draws stand in calibration/article/identification.csv (independent): from 100 of them a variance is known to within some 25 %, from 300 to within 14 %.',
    ],
    table: {
      caption: 'parameters that contracted most',
      head: [
        'Explanation',
        'Parameter',
        'Unit',
        'Prior, 5 to 95 %',
        'Posterior, 5 to 95 %',
        'Contraction',
        'Verdict',
      ],
      rows: explanations.flatMap((explanation) =>
        of(explanation)
          .slice(0, SHOWN)
          .map((row) => [
            explanation,
            row.parameter,
            row.unit,
            range(row.prior_q05, row.prior_q95),
            range(row.posterior_q05, row.posterior_q95),
            figure(row.contraction!),
            row.verdict,
          ]),
      ),
    },
    data: {
      columns: [
        'explanation',
        'parameter',
        'unit',
        'prior_q05',
        'prior_median',
        'prior_q95',
        'posterior_q05',
        'posterior_median',
        'posterior_q95',
        'contraction',
        'verdict',
      ],
      rows: rows.map((row) => [
        row.explanation,
        row.parameter,
        row.unit,
        row.prior_q05,
        row.prior_median,
        row.prior_q95,
        row.posterior_q05,
        row.posterior_median,
        row.posterior_q95,
        row.contraction,
        row.verdict,
      ]),
    },
    specification: {
      source: 'calibration/article/identification.csv: status calibrated',
      panels: 'explanation',
      marks: [{ mark: 'rule', y: 'parameter', x1: '0', x2: 'contraction' }],
    },
  };
}
