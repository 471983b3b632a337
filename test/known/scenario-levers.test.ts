/** Levers and events: from what is written to what the model is forced with, and the rows that say so. */
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../src/model/calendar.js';
import { LANGUAGES, LEVERS } from '../../src/model/levers.js';
import { keysOf } from '../../src/scenarios/lever-schema.js';
import type { Scenario } from '../../src/scenarios/index.js';
import { geography, loadOne } from '../faults/scenarios/study.js';

const rowsOf = ({ forcingRows }: Scenario) =>
  forcingRows
    .filter(({ lever }) => !lever.startsWith('pressure.'))
    .map(({ lever, location, date, level }) => `${lever} ${location} ${date} ${level}`);
const region = (code: string): number => geography.codes.indexOf(code);

describe('the model is given', () => {
  it('a lever in numbers; what is left out stands for both sides, everywhere, all languages, to the end', () => {
    const { forcing } = loadOne('levers: [{id: border-control, from: 2023-07-01, strength: 0.3, source: x}]');
    expect(forcing.levers).toEqual([
      {
        id: 'border-control',
        from: dayOf('2023-07-01'),
        until: null,
        strength: 0.3,
        regions: null,
        side: null,
        audience: 1,
        secondOrder: false,
      },
    ]);
  });

  it('side, second-order effects, the share of languages, the regions of a place, the last day but one', () => {
    const { forcing } = loadOne(
      [
        'levers:',
        '  - {id: competing-burdens, side: pakistan, from: 2023-07-01, strength: 1, source: x}',
        '  - {id: capacity-building, second_order: true, from: 2023-07-02, strength: 1, source: x}',
        '  - {id: platform-removal, languages: [dari, pashto, uzbek], from: 2023-07-03, strength: 1, source: x}',
        '  - {id: grievance-relief, location: North, from: 2023-07-04, until: 2023-07-05, strength: 1, source: x}',
        'events:',
        '  - {id: prison-break, location: KP, on: 2023-07-05, size: 0.1, source: x}',
      ].join('\n'),
    );
    const [burdens, capacity, removal, relief, escape] = forcing.levers;
    expect(burdens?.side).toBe('pakistan');
    expect(capacity?.secondOrder).toBe(true);
    expect(removal?.audience).toBe(3 / LANGUAGES.length);
    // Zones as in data/regions.csv.
    expect(relief?.regions).toEqual(['AF-BAL', 'AF-BDS', 'AF-KDZ', 'AF-TAK'].map(region));
    expect([relief?.from, relief?.until]).toEqual([dayOf('2023-07-04'), dayOf('2023-07-05')]);
    expect(escape).toMatchObject({ regions: [region('PK-KP')], strength: 0.1 });
    // An event of a day is over on the next.
    expect(escape?.until).toBe(dayOf('2023-07-06'));
  });

  it('afghanistan is every province and not kp', () => {
    const { forcing } = loadOne(
      'events: [{id: economic-shock, location: afghanistan, from: 2023-07-01, size: 1, source: x}]',
    );
    expect(forcing.levers[0]?.regions).toHaveLength(34);
    expect(forcing.levers[0]?.regions).not.toContain(region('PK-KP'));
  });

  it('the same, and under the same hash, in whatever order they are listed', () => {
    const entries = [
      '{id: raid-precision, from: 2024-01-01, strength: 0.5, source: x}',
      '{id: border-control, side: taliban, from: 2023-07-01, strength: 0.5, source: x}',
      '{id: border-control, side: pakistan, from: 2023-07-01, strength: 0.2, source: x}',
    ];
    const one = loadOne(`levers: [${entries.join(', ')}]`);
    const other = loadOne(`levers: [${entries.reverse().join(', ')}]`);
    expect(other.forcing.levers).toEqual(one.forcing.levers);
    expect(other.forcing.levers.map(({ side }) => side)).toEqual(['pakistan', 'taliban', null]);
    expect(other.sha256).toBe(one.sha256);
  });
});

describe('forcings.csv has', () => {
  it('a row where an entry begins and one where it ends, under a name that tells it from others', () => {
    const scenario = loadOne(
      [
        'levers:',
        '  - {id: border-control, side: taliban, from: 2023-07-01, until: 2024-01-01, strength: 0.5, source: x}',
        '  - {id: border-control, side: pakistan, from: 2023-07-01, strength: 0.25, source: x}',
        '  - {id: counter-messaging, languages: [uzbek, dari], from: 2023-07-01, strength: 1, source: x}',
        '  - {id: capacity-building, second_order: true, from: 2023-07-01, strength: 0, source: x}',
        'events:',
        '  - {id: rivalry, group: ttp, location: kp, from: 2023-07-01, size: 2, source: x}',
        '  - {id: rivalry, group: etim, location: kp, from: 2023-07-01, size: 1, source: x}',
        '  - {id: prison-break, on: 2024-02-29, location: AF-NAN, size: 0.1, source: x}',
      ].join('\n'),
    );
    expect(rowsOf(scenario)).toEqual([
      'border-control.pakistan all 2023-07-01 0.25',
      'border-control.taliban all 2023-07-01 0.5',
      'border-control.taliban all 2024-01-01 0',
      'capacity-building.second-order all 2023-07-01 0',
      // In the order of the closed list, whatever order they are written in.
      'counter-messaging.dari+uzbek all 2023-07-01 1',
      'prison-break nangarhar 2024-02-29 0.1',
      'prison-break nangarhar 2024-03-01 0',
      'rivalry.etim kp 2023-07-01 1',
      'rivalry.ttp kp 2023-07-01 2',
    ]);
    const keys = scenario.forcingRows.map(({ lever, location, date }) => `${lever} ${location} ${date}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('one row where an entry ends as the next begins, and none after the run', () => {
    const entry = (from: string, until: string, strength: number) =>
      `{id: raid-precision, from: ${from}, until: ${until}, strength: ${strength}, source: x}`;
    const scenario = loadOne(
      `levers: [${entry('2023-07-01', '2024-01-01', 1)}, ${entry('2024-01-01', '2025-01-01', 0)}]`,
    );
    expect(rowsOf(scenario)).toEqual(['raid-precision all 2023-07-01 1', 'raid-precision all 2024-01-01 0']);
  });
});

it('entries that share nothing may act at once: sides, groups, places, languages, days', () => {
  const { pulled } = loadOne(
    [
      'levers:',
      '  - {id: counter-messaging, languages: [dari], from: 2023-07-01, strength: 1, source: x}',
      '  - {id: counter-messaging, languages: [urdu], from: 2023-07-01, strength: 1, source: x}',
      '  - {id: grievance-relief, location: kabul, from: 2023-07-01, strength: 1, source: x}',
      '  - {id: grievance-relief, location: AF-NAN, from: 2023-07-01, strength: 1, source: x}',
      'events:',
      '  - {id: release, on: 2023-07-01, size: 0.1, source: x}',
      '  - {id: release, on: 2023-07-02, size: 0.1, source: x}',
    ].join('\n'),
  );
  expect(pulled).toHaveLength(6);
});

it.each(LEVERS.map((lever) => [lever.id, lever] as const))(
  '%s can be written with every key it takes',
  (id, lever) => {
    const values: Record<string, string> = {
      id,
      side: 'taliban',
      location: 'kabul',
      languages: '[pashto]',
      group: 'other',
      second_order: 'true',
      on: '2024-01-01',
      from: '2024-01-01',
      until: '2024-06-01',
      strength: '1',
      size: '1',
      source: 'a paper of 2024',
    };
    const list = lever.kind === 'lever' ? 'levers' : 'events';
    const written = (keys: readonly string[]): Scenario =>
      loadOne(`${list}: [{${keys.map((key) => `${key}: ${values[key]}`).join(', ')}}]`);
    const { keys, required } = keysOf(lever);
    expect(written(keys).pulled).toMatchObject([
      { id, kind: lever.kind, amount: 1, source: 'a paper of 2024' },
    ]);
    expect(written(required).forcing.levers).toMatchObject([{ id, strength: 1, from: dayOf('2024-01-01') }]);
    // Each key changes what the scenario means.
    for (const key of keys.filter((one) => !required.includes(one))) {
      expect(written(keys).sha256).not.toBe(written(keys.filter((one) => one !== key)).sha256);
    }
  },
);
