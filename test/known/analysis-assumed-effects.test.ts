import { describe, expect, it } from 'vitest';
import { assumedEffects, assumedNote, joined } from '../../src/analysis/assumed-effects.js';

const row = (lever: string, level: string) => ({ lever, level });

describe('assumed effects', () => {
  it('are those of levers and events that act in either scenario', () => {
    const pressure = row('pressure.taliban', '1');
    const border = row('border-control.pakistan', '0.3');
    expect(assumedEffects([pressure, border], [row('pressure.taliban', '0')])).toEqual([
      'border-control.pakistan',
    ]);
    // Alike in both, it still changes what the rest does; ended, or at strength 0, it does nothing.
    expect(assumedEffects([pressure, border], [pressure, border])).toEqual(['border-control.pakistan']);
    expect(assumedEffects([pressure, row('border-control.pakistan', '0')], [pressure])).toEqual([]);
    expect(assumedEffects([border], [row('border-control.pakistan', '0.4')])).toEqual([
      'border-control.pakistan',
    ]);
    expect(assumedEffects([], [row('rivalry.ttp', '1'), border])).toEqual([
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
