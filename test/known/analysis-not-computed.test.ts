import { describe, expect, it } from 'vitest';
import { type Circumstances, notComputed, notComputedText } from '../../src/analysis/not-computed.js';
import type { RowOf } from '../../src/results/columns.js';

const row = (posterior: number | null) =>
  ({ posterior_lower: posterior, posterior_upper: posterior }) as RowOf<'contrasts'>;
const WHOLE: Circumstances = { isRun: true, paired: true, areAlike: false, isHeld: true, left: [] };
const told = (changes: Partial<Circumstances>, posterior: number | null = 1) =>
  notComputed([row(posterior), row(null)], { ...WHOLE, ...changes }).map(({ what }) => what[0]);

describe('what a comparison could not compute', () => {
  it('is nothing where one run holds both sides and some row has an interval over draws', () => {
    expect(told({})).toEqual([]);
  });

  it('is said with the reason that applies', () => {
    expect(told({ paired: false })).toEqual(['share_pairs_greater']);
    expect(told({ isHeld: false })).toEqual(['p_rebound']);
    expect(told({ left: ['kp_share'] })).toEqual(['kp_share']);
    const why = (changes: Partial<Circumstances>) =>
      notComputed([row(null)], { ...WHOLE, ...changes }).map((of) => of.why);
    expect(why({ areAlike: true })).toEqual(['all draws have the same parameters']);
    expect(why({ isRun: false })[0]).toContain('a file does not say the parameters');
    expect(why({})[0]).toContain('they are kept of Afghanistan');
  });

  it('is two lines', () => {
    expect(notComputedText({ what: ['a', 'b'], why: 'c', needs: 'd' })).toBe(
      'Not computed: a, b\n  c; it would need d',
    );
  });
});
