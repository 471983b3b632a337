import { gunzipSync } from 'node:zlib';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type RowOf, TABLE_NAMES, TABLES } from '../../src/results/columns.js';
import { headerText, rowText } from '../../src/results/csv.js';
import { numberText } from '../../src/results/decimal.js';
import { parseCsv, parseTable } from '../../src/results/csv-reader.js';
import { gzipMember } from '../../src/results/gzip.js';
import { TrajectoryBlock } from '../../src/results/trajectory-block.js';

const CHECK: RowOf<'checks'> = {
  scenario_id: 'lapsed',
  explanation: 'fade',
  that: 'min(*.*) >= 0',
  on_fail: 'error',
  outcome: 'passed',
  seen: -0,
  lower: null,
  upper: null,
  level: null,
  resolved: true,
  n: 5,
  at: null,
  because: null,
};

describe('columns', () => {
  // The header lines are the contract of "A results folder", copied from its table by hand.
  const CONTRACT: Record<string, string> = {
    scenarios: 'scenario_id,title,purpose,question,counterfactual_id,assumptions,start,end,settings,sha256',
    forcings: 'scenario_id,lever,location,date,level',
    runs: 'scenario_id,explanation,run_grouping,stochastic_run,status,days,sha256',
    parameters: 'explanation,run_grouping,parameter,value,unit,origin',
    trajectories: 'scenario_id,explanation,run_grouping,stochastic_run,location,target,month,value',
    quantiles: 'scenario_id,explanation,location,target,month,output_type,output_type_id,value,n',
    summary: 'scenario_id,explanation,target,location,window,n,mean,sd,q05,q25,median,q75,q95,mcse',
    contrasts:
      'scenario_id,reference_id,explanation,target,location,window,statistic,estimate,mc_lower,mc_upper,' +
      'posterior_lower,posterior_upper,level,mcse,share_pairs_greater,n_draws,n_pairs,resolved,draws_needed,' +
      'replicates_needed,sentence',
    survival:
      'scenario_id,explanation,bar,location,month,elapsed,claims,at_risk,events,censored,already_above,extinct,' +
      'survival,lower,upper,reference_id,reference_survival,reference_lower,reference_upper,' +
      'difference,difference_lower,difference_upper,level,' +
      'n_draws',
    regret:
      'scenario_id,reference_id,explanation,target,location,window,mean,decided_by,best_id,regret,lower,upper,' +
      'level,resolved,scenarios,n_draws,n_pairs',
    variance:
      'scenario_id,explanation,target,location,window,statistic,between,within,share,lower,upper,level,n_draws,n',
    convergence: 'scenario_id,explanation,target,location,n,estimate,mc_lower,mc_upper,level,mcse,n_draws',
    checks: 'scenario_id,explanation,that,on_fail,outcome,seen,lower,upper,level,resolved,n,at,because',
    failures: 'scenario_id,explanation,run_grouping,stochastic_run,stage,message,command',
  };

  it('are those of the contract, in its order', () => {
    expect(TABLE_NAMES).toEqual(Object.keys(CONTRACT));
    for (const name of TABLE_NAMES) expect(headerText(name)).toBe(`${CONTRACT[name]!}\n`);
  });

  it('have their keys first, none of them missing, and a description each', () => {
    for (const { columns } of Object.values(TABLES)) {
      const keys = columns.map((column) => column.key);
      expect(keys).toEqual([...keys].sort((a, b) => Number(b) - Number(a)));
      expect(keys).toContain(true);
      for (const column of columns) {
        expect(column.description).toMatch(/\w/);
        expect(column.key && column.missing).toBe(false);
      }
    }
  });

  it('give rows their type, so that a missing or unknown column does not compile', () => {
    expectTypeOf<RowOf<'convergence'>>().toEqualTypeOf<{
      readonly scenario_id: string;
      readonly explanation: string;
      readonly target: string;
      readonly location: string;
      readonly n: number;
      readonly estimate: number | null;
      readonly mc_lower: number | null;
      readonly mc_upper: number | null;
      readonly level: number;
      readonly mcse: number | null;
      readonly n_draws: number;
    }>();
    // @ts-expect-error a column is missing
    const short: RowOf<'forcings'> = { scenario_id: 'a', lever: 'b', location: 'c', date: '2023-07-01' };
    // @ts-expect-error mcse2 is not a column
    const long: RowOf<'checks'> = { ...CHECK, mcse2: 1 };
    expect(() => rowText('forcings', short)).toThrow(
      'table forcings, column level: undefined is not of type string',
    );
    expect(() => rowText('checks', long)).toThrow('table checks has no column mcse2');
  });
});

describe('numberText', () => {
  // Expected texts worked out by hand from the rule at the head of csv.ts.
  it.each([
    [0, '0'],
    [-0, '0'],
    [7, '7'],
    [-12, '-12'],
    [9007199254740991, '9007199254740991'],
    [0.1 + 0.2, '0.3'],
    [1 / 3, '0.3333333333'],
    [-2 / 3, '-0.6666666667'],
    [123456.789012345, '123456.789'],
    [12345678901.5, '12345678900'],
    [0.000001, '0.000001'],
    [0.0000001, '1e-7'],
  ])('%d is %s', (value, text) => expect(numberText(value)).toBe(text));
});

describe('rowText', () => {
  it('writes missing as empty, -0 as 0, booleans in words', () => {
    expect(rowText('checks', CHECK)).toBe('lapsed,fade,min(*.*) >= 0,error,passed,0,,,,true,5,,\n');
  });

  it('quotes as RFC 4180 says', () => {
    expect(rowText('checks', { ...CHECK, because: 'a "b", c\nd' })).toBe(
      'lapsed,fade,min(*.*) >= 0,error,passed,0,,,,true,5,,"a ""b"", c\nd"\n',
    );
  });

  it('disarms what a spreadsheet would run, in every column of text', () => {
    for (const text of ['=1+1', '+1', '-1', '@x', "'=x"]) {
      expect(rowText('checks', { ...CHECK, because: text })).toBe(
        `lapsed,fade,min(*.*) >= 0,error,passed,0,,,,true,5,,'${text}\n`,
      );
    }
    expect(rowText('checks', { ...CHECK, on_fail: '-x', seen: -1 })).toContain(",'-x,passed,-1,");
  });

  it('refuses what is not a value of the column, by name', () => {
    const refused = (change: object, message: string): void =>
      expect(() => rowText('checks', { ...CHECK, ...change })).toThrow(message);
    refused({ seen: NaN }, 'table checks, column seen: NaN is not of type number');
    refused({ seen: Infinity }, 'table checks, column seen: Infinity is not of type number');
    refused(
      { seen: Number.MAX_VALUE },
      'table checks, column seen: 1.7976931348623157e+308 is not of type number',
    );
    refused({ seen: '3' }, 'table checks, column seen: "3" is not of type number');
    refused({ resolved: 1 }, 'table checks, column resolved: 1 is not of type boolean');
    refused({ scenario_id: null }, 'table checks, column scenario_id: missing, but every row must have it');
    refused({ scenario_id: '' }, 'table checks, column scenario_id: missing, but every row must have it');
    const forcing = { scenario_id: 'a', lever: 'b', location: 'c', date: '2023-7-1', level: '1' };
    expect(() => rowText('forcings', forcing)).toThrow('column date: "2023-7-1" is not of type date');
    const run: RowOf<'convergence'> = {
      scenario_id: 'a',
      explanation: 'fade',
      target: 'attacks',
      location: 'all',
      n: 1.5,
      estimate: null,
      mc_lower: null,
      mc_upper: null,
      level: 0.9,
      mcse: null,
      n_draws: 1,
    };
    expect(() => rowText('convergence', run)).toThrow(
      'table convergence, column n: 1.5 is not of type integer',
    );
  });
});

describe('TrajectoryBlock', () => {
  const address = { scenario_id: 'lapsed', explanation: 'fade', run_grouping: 3, stochastic_run: 14 };
  const text = (block: TrajectoryBlock): string => Buffer.from(block.take()).toString();
  const attacks = { location: 'kp', target: 'attacks', mayMiss: false };
  const share = { location: 'all', target: 'kp_share', mayMiss: true };

  it('writes the rows of replicates byte for byte, and starts again when they are taken', () => {
    const block = new TrajectoryBlock(
      [{ ...attacks, location: 'afghanistan' }, share],
      ['2023-07', '2023-08'],
    );
    block.append(address, [0, 12, NaN, 0.25]);
    block.append({ ...address, stochastic_run: 15 }, [1_234_567_890, 1e21, 0.1, 0]);
    expect(block.rows).toBe(8);
    expect(text(block)).toBe(
      'lapsed,fade,3,14,afghanistan,attacks,2023-07,0\n' +
        'lapsed,fade,3,14,afghanistan,attacks,2023-08,12\n' +
        'lapsed,fade,3,14,all,kp_share,2023-07,\n' +
        'lapsed,fade,3,14,all,kp_share,2023-08,0.25\n' +
        'lapsed,fade,3,15,afghanistan,attacks,2023-07,1234567890\n' +
        'lapsed,fade,3,15,afghanistan,attacks,2023-08,1e+21\n' +
        'lapsed,fade,3,15,all,kp_share,2023-07,0.1\n' +
        'lapsed,fade,3,15,all,kp_share,2023-08,0\n',
    );
    expect(block.rows).toBe(0);
    block.append(address, [0, 0, 0, 0]);
    expect(text(block).split('\n')).toHaveLength(5);
  });

  it('gives the same line as the ordinary writer', () => {
    const block = new TrajectoryBlock([{ ...attacks, target: 'attacks_expected' }], ['2023-07']);
    block.append({ ...address, scenario_id: 'é,b' }, [1 / 3]);
    const row: RowOf<'trajectories'> = {
      ...address,
      scenario_id: 'é,b',
      location: 'kp',
      target: 'attacks_expected',
      month: '2023-07',
      value: 1 / 3,
    };
    expect(text(block)).toBe(rowText('trajectories', row));
  });

  it('refuses NaN, infinities, too few values, line breaks and what is not a month', () => {
    const block = new TrajectoryBlock([attacks], ['2023-07']);
    expect(() => block.append(address, [NaN])).toThrow(
      'table trajectories, column value: NaN for attacks in kp, 2023-07',
    );
    expect(() => new TrajectoryBlock([share], ['2023-07']).append(address, [Infinity])).toThrow(
      'Infinity for kp_share in all',
    );
    expect(() => block.append(address, [])).toThrow('1 series of 1 months, but 0 values');
    expect(() => block.append({ ...address, scenario_id: 'a\nb' }, [0])).toThrow('a line break in "a\\nb"');
    expect(() => new TrajectoryBlock([], ['2023'])).toThrow('column month: "2023" is not of type yearmonth');
  });
});

describe('parseCsv', () => {
  it('reads LF and CRLF, quotes, a byte order mark and a last line without end', () => {
    expect(parseCsv('\ufeffa,b\r\n1,"x ""y""\nz"\r\n,""\r\n"q",2', 'f.csv')).toEqual({
      header: ['a', 'b'],
      rows: [
        ['1', 'x "y"\nz'],
        ['', ''],
        ['q', '2'],
      ],
      lines: [2, 4, 5],
    });
  });

  it.each([
    ['', 'f.csv:1: empty: not even a header'],
    ['a,b\n1\n', 'f.csv:2: 1 cells, but the header has 2'],
    ['a,b\n"x\n",1\n2,x"y\n', 'f.csv:4: a quote inside a cell that does not start with one'],
    ['a\n"x', 'f.csv:2: a quote is opened and never closed'],
    ['a\n"x"y\n', 'f.csv:2: text after the closing quote of a cell'],
  ])('refuses %j', (text, message) => expect(() => parseCsv(text, 'f.csv')).toThrow(message));
});

describe('parseTable', () => {
  const header = 'scenario_id,explanation,target,location,n,estimate,mc_lower,mc_upper,level,mcse,n_draws\n';

  it.each([
    [`${header}a,fade,attacks,all,ten,1,,,0.9,,1\n`, 'f.csv:2: column n: "ten" is not of type integer'],
    [`${header}a,fade,attacks,all,1,NaN,,,0.9,,1\n`, 'f.csv:2: column estimate: "NaN" is not of type number'],
    [`${header}a,fade,attacks,all,,1,,,0.9,,1\n`, 'f.csv:2: column n is empty, but every row must have it'],
    [`${header}a,fade,attacks,all,1,1,,,0.9,,1`, 'f.csv:2: the last line has no end: the file is truncated'],
    ['scenario_id\n', 'f.csv:1: the header is not that of table convergence'],
  ])('refuses %j', (text, message) =>
    expect(() => parseTable('convergence', text, 'f.csv')).toThrow(message),
  );
});

describe('gzipMember', () => {
  it('holds neither time, name nor operating system (RFC 1952, bytes 3 to 9)', () => {
    const member = gzipMember('x');
    expect([...member.subarray(3, 8)]).toEqual([0, 0, 0, 0, 0]);
    expect(member[9]).toBe(255);
    expect(gunzipSync(member).toString()).toBe('x');
  });
});
