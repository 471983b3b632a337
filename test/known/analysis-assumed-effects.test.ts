import { describe, expect, it } from 'vitest';
import { assumedEffects, assumedNote, joined } from '../../src/analysis/assumed-effects.js';

const row = (lever: string, level: string, location = 'all', date = '2023-07-01') => ({
  lever,
  location,
  date,
  level,
});

describe('assumed effects', () => {
  it('are those of levers and events that are not the same in both scenarios', () => {
    const pressure = row('pressure.taliban', '1', 'afghanistan');
    const border = row('border-control.pakistan', '0.3');
    expect(assumedEffects([pressure, border], [row('pressure.taliban', '0', 'afghanistan')])).toEqual([
      'border-control.pakistan',
    ]);
    expect(assumedEffects([pressure, border], [pressure, border])).toEqual([]);
    // Another strength, or what only the reference pulls, counts too.
    expect(assumedEffects([border], [row('border-control.pakistan', '0.4')])).toEqual([
      'border-control.pakistan',
    ]);
    expect(assumedEffects([], [row('rivalry.ttp', '1', 'kp'), border])).toEqual([
      'border-control.pakistan',
      'rivalry.ttp',
    ]);
  });

  it('are named in a note, beside other notes', () => {
    expect(assumedNote([])).toBeNull();
    const note = assumedNote(['border-control.pakistan', 'rivalry.ttp']);
    expect(note).toBe('rests on the assumed effect of border-control.pakistan and rivalry.ttp');
    expect(joined(['one set', null, note])).toBe(`one set; ${note}`);
    expect(joined([null, null])).toBeNull();
  });
});
