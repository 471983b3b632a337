/** Kaplan and Meier's product limit (JASA 53:457, 1958) over intervals of equal length, and the restricted mean. */

/**
 * Share that has had no event by the end of each interval: Π (1 − eventsⱼ / at riskⱼ). Those censored in an interval
 * are at risk in it and not in the next. NaN from where nobody is at risk, unless the share is 0 by then.
 *
 * @param atRisk at the start of each interval
 * @param events in each interval, at most `atRisk`
 * @throws RangeError where lengths differ, or more events are counted than were at risk
 */
export function kaplanMeier(atRisk: ArrayLike<number>, events: ArrayLike<number>): number[] {
  if (atRisk.length !== events.length)
    throw new RangeError(`${atRisk.length} counts at risk but ${events.length} of events`);
  let share = 1;
  return Array.from({ length: atRisk.length }, (_, at) => {
    const [risk, happened] = [atRisk[at]!, events[at]!];
    if (!(happened >= 0 && happened <= risk))
      throw new RangeError(`${happened} events among ${risk} at risk`);
    if (share > 0) share *= risk > 0 ? 1 - happened / risk : NaN;
    return share;
  });
}

/**
 * Mean time without the event, at most the number of intervals: the area under the curve, in intervals, with events
 * at the end of theirs (Royston & Parmar, BMC Medical Research Methodology 13:152, 2013).
 *
 * @param survival share at the end of each interval, as {@link kaplanMeier} gives it
 */
export function restrictedMean(survival: readonly number[]): number {
  return survival.reduce((area, _, at) => area + (at === 0 ? 1 : survival[at - 1]!), 0);
}
