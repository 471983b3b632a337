import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCalibration } from '../../src/results/calibration-files.js';
import { outlinesOf } from '../../src/report/borders.js';
import { dsvText } from '../../src/report/dsv.js';
import { wrapped } from '../../src/report/figure.js';
import { escaped, markup, quotedText, trusted } from '../../src/report/markup.js';
import { figure, listed, percent, range, signed, underEach, windowText } from '../../src/report/numbers.js';
import { contrastOf, pairsIn } from '../../src/report/pairs.js';
import { spreadText, splitText, type Verdict, verdictsOf } from '../../src/report/verdict.js';
import { EXPLANATIONS } from '../../src/model/explanations.js';
import type { RowOf } from '../../src/results/columns.js';
import { ROW } from './report/contrast-row.js';

describe('markup', () => {
  it('escapes every value, and nothing that is markup', () => {
    const text = `<script>"'&`;
    expect(markup`<p title="${text}">${text}${trusted('<b>')}${null}${[markup`<i>${1}</i>`]}</p>`.text).toBe(
      '<p title="&lt;script&gt;&quot;&#39;&amp;">&lt;script&gt;&quot;&#39;&amp;<b><i>1</i></p>',
    );
  });

  it('lets no control character or half of a pair through', () => {
    expect(escaped('a\u0000\u001b\ud800b\n')).toBe('a\ufffd\ufffd\ufffdb\n');
  });

  it('keeps text that runs the other way from turning what stands around it', () => {
    expect(quotedText('\u202ekniht').text).toBe('<bdi>\u202ekniht</bdi>');
  });
});

describe('numbers', () => {
  it.each([
    [0, '0'],
    [-0.0001, '−0.0001'],
    [1e-9, '0.000'],
    [12.345, '12.3'],
    [-123.4, '−123'],
    [1234.5, '1235'],
  ])('prints %d as %s', (value, text) => expect(figure(value)).toBe(text));

  it('has a sign where it is asked for, and none for what rounds to 0', () => {
    expect([signed(3.14), signed(-3.14), signed(0), signed(-0)]).toEqual(['+3.14', '−3.14', '0', '0']);
  });

  it('names intervals, lists and windows', () => {
    expect(range(null, 1)).toBe('no interval');
    expect(range(-0.1, 0.2, 100)).toBe('−10 to 20');
    expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
    expect(
      underEach([
        ['a', '7 of 7'],
        ['b', '7 of 7'],
      ]),
    ).toBe('7 of 7 under each explanation');
    expect(
      underEach([
        ['a', '7'],
        ['b', '6'],
        ['c', '7'],
      ]),
    ).toBe('7 under a and c; 6 under b');
    expect(
      underEach([
        ['a', '7'],
        ['b', '6'],
      ]),
    ).toBe('7 under a and 6 under b');
    expect(windowText('2023-07/2024-06')).toBe('Jul 2023 – Jun 2024');
    expect(percent(0.946)).toBe('94.6 %');
    expect([0, 0.00041, 0.00803, 0.00002, 0.0123].map(percent)).toEqual([
      '0 %',
      '0.04 %',
      '0.8 %',
      '< 0.01 %',
      '1.23 %',
    ]);
  });
});

describe('files of figures', () => {
  it('are CSV in which nothing is a formula, and missing is empty', () => {
    expect(
      dsvText({
        columns: ['a', 'b'],
        rows: [
          ['=1+1', null],
          ['x,y', 0.1 + 0.2],
          ['"', true],
        ],
      }),
    ).toBe(`a,b\n'=1+1,\n"x,y",0.3\n"""",true\n`);
  });

  it('break long titles between words', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
  });
});

describe('what ships', () => {
  it('can be read in full', () => {
    const shipped = readCalibration((file) => readFileSync(file, 'utf8'));
    for (const [name, rows] of Object.entries(shipped)) expect(rows?.length, name).toBeGreaterThan(4);
  });
});

describe('the map', () => {
  it('has 35 outlines inside the drawing, each of them a region and not the rest of the world', () => {
    const outlines = outlinesOf(readFileSync('data/regions.topo.json', 'utf8'), 380, 260);
    expect(outlines).toHaveLength(35);
    for (const { path, centre } of outlines) {
      const points = [...path.matchAll(/([\d.]+),([\d.]+)/g)].map(
        ([, x, y]) => [Number(x), Number(y)] as const,
      );
      const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
      expect(Math.min(...xs, ...ys)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...xs)).toBeLessThanOrEqual(380);
      expect(Math.max(...ys)).toBeLessThanOrEqual(260);
      // KP is the widest; wound the wrong way a region covers the whole drawing.
      expect(Math.max(...xs) - Math.min(...xs)).toBeLessThan(160);
      expect(centre[0]).toBeGreaterThan(Math.min(...xs));
    }
    const kabul = outlines.find(({ code }) => code === 'AF-KAB')!;
    const herat = outlines.find(({ code }) => code === 'AF-HER')!;
    expect(herat.centre[0]).toBeLessThan(kabul.centre[0]);
  });
});

describe('files of the calibration', () => {
  const made = (name: string): string => readFileSync(`test/known/report/made-up/${name}.csv`, 'utf8');
  const from = (texts: Record<string, string>) =>
    readCalibration((file) => texts[file.replace(/^calibration\/article\/(.*)\.csv$/, '$1')] ?? null);

  it('are null where they are absent', () => {
    expect(Object.values(from({}))).toEqual(Array.from({ length: 9 }, () => null));
  });

  it('are typed rows, with empty cells missing', () => {
    const { evidence, headlines } = from({ evidence: made('evidence'), headlines: made('headlines') });
    expect(evidence?.[4]).toMatchObject({ explanation: 'mixed', weight: null, stands: false, n_seeds: 5 });
    expect(headlines?.[0]).toMatchObject({ parameters: 'prior', statistic: 'difference', verdict: 'partly' });
  });

  it.each([
    [
      'another header',
      'a,b\n1,2\n',
      'calibration/article/readings.csv:1: the header lacks explanation, reading, prior, posterior; it is a,b',
    ],
    [
      'text for a number',
      'explanation,reading,prior,posterior\nfade,R1,many,0.1\n',
      'readings.csv:2: column prior: "many" is not a number',
    ],
    [
      'a row cut off',
      'explanation,reading,prior,posterior\nfade,R1\n',
      'readings.csv:2: 2 cells, but the header has 4',
    ],
  ])('refuse %s', (_, readings, message) => {
    expect(() => from({ readings })).toThrow(message);
  });

  it('may have more columns, in another order', () => {
    const { readings } = from({ readings: 'posterior,more,reading,prior,explanation\n0.5,x,R1,0.4,fade\n' });
    expect(readings).toEqual([{ explanation: 'fade', reading: 'R1', prior: 0.4, posterior: 0.5 }]);
  });

  it('refuse a flag that is none', () => {
    expect(() => from({ evidence: made('evidence').replace('false', 'no') })).toThrow(
      'column stands: "no" is neither true nor false',
    );
  });
});

const bar = (explanation: string, own: number, other: number): RowOf<'contrasts'>[] => [
  { ...ROW, explanation, statistic: 'p_above_7', estimate: own },
  { ...ROW, explanation, statistic: 'p_above_7_reference', estimate: other },
  { ...ROW, explanation, statistic: 'p_above_7_difference', estimate: own - other },
];
const SCENARIO = {
  scenario_id: 'lapsed',
  title: null,
  purpose: 'sensitivity',
  question: null,
  counterfactual_id: 'sustained',
  assumptions: null,
  start: '2020-01-01',
  end: '2025-06-30',
  settings: null,
  sha256: 'x',
};
const forcing = (scenario_id: string, level: string, date = '2023-07-01'): RowOf<'forcings'> => ({
  scenario_id,
  lever: 'pressure.taliban',
  location: 'afghanistan',
  date,
  level,
});

describe('pairs and verdicts', () => {
  const contrasts = [
    { ...ROW },
    ...bar('fade', 0.86, 0.8),
    { ...ROW, explanation: 'slowdown', estimate: 90 },
    ...bar('slowdown', 0.9, 0.1),
    { ...ROW, explanation: 'mixed', estimate: -4, mc_lower: -9, mc_upper: -1 },
    { ...ROW, explanation: 'displacement', estimate: 1, mc_lower: -1, resolved: false },
    { ...ROW, explanation: 'degradation', estimate: 0, mc_lower: 0, mc_upper: 0, resolved: false },
    { ...ROW, explanation: 'equal', estimate: 1000 },
  ];
  const [pair] = pairsIn(
    [SCENARIO, { ...SCENARIO, scenario_id: 'sustained', counterfactual_id: null }],
    [
      forcing('lapsed', '0'),
      forcing('sustained', '1'),
      forcing('lapsed', 'calibrated', '2020-01-01'),
      forcing('sustained', 'calibrated', '2020-01-01'),
    ],
    contrasts,
  );
  const verdicts = verdictsOf(pair!, EXPLANATIONS);
  const word = (name: string): string => verdicts.find(({ explanation }) => explanation === name)!.words;

  it('finds windows from the bars, and what differs', () => {
    expect(pair).toMatchObject({
      first: '2023-07/2024-06',
      second: '2024-07/2025-06',
      differsFrom: '2023-07-01',
      isFull: true,
    });
    expect(pair!.changes.map(({ scenario_id, level }) => [scenario_id, level])).toEqual([
      ['lapsed', '0'],
      ['sustained', '1'],
    ]);
    expect(contrastOf(pair!.contrasts, 'fade', pair!.second)?.estimate).toBe(2);
  });

  it('calls a rebound only what the change brings about', () => {
    expect(word('slowdown')).toBe('rebound: 7 a month in 90 % (without the change 10 %)');
    // 86 % reach the bar, but 80 % would have without the change.
    expect(word('fade')).toBe('some rebound: 7 a month in 86 % (without the change 80 %)');
    expect(word('mixed')).toBe('fewer claims');
    expect(word('displacement')).toBe('no difference resolved');
    expect(word('degradation')).toBe('no difference in any pair');
  });

  it('tells explanations apart in a sentence, without the averages', () => {
    expect(splitText(verdicts, ({ second }) => second, 'claims')).toBe(
      'more claims under slowdown (+90 [1 to 3]) and fade (+2 [1 to 3]); fewer claims under mixed (−4 [−9 to −1]); no difference resolved under displacement; no difference in any pair under degradation',
    );
    expect(spreadText(verdicts, ({ bars }: Verdict) => bars[0]?.own ?? null)).toBe(
      'from 86 % [100 to 300] (fade) to 90 % [100 to 300] (slowdown)',
    );
  });

  it('draws one pair of many in full, the one that the calibration knows first', () => {
    const ids = ['a', 'b', 'c', 'lapsed-2023-07'];
    const many = pairsIn(
      [
        ...ids.map((scenario_id) => ({ ...SCENARIO, scenario_id, counterfactual_id: 'sustained-2023-07' })),
        { ...SCENARIO, scenario_id: 'sustained-2023-07', counterfactual_id: null },
      ],
      [],
      [],
    );
    expect(many.map(({ scenario, isFull }) => [scenario.scenario_id, isFull])).toEqual([
      ['lapsed-2023-07', true],
      ['a', false],
      ['b', false],
      ['c', false],
    ]);
  });
});
