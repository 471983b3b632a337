/** Which levers and events act in two scenarios: the size of what they do is assumed, and results say so. */

/** A row of `forcings.csv`, of one scenario. */
interface Forced {
  readonly lever: string;
  readonly level: string;
}

/**
 * Names of the levers and events that act in either, sorted; schedules of pressure are none. What acts alike in both
 * counts too: it changes what the rest of the difference does.
 */
export function assumedEffects(scenario: readonly Forced[], reference: readonly Forced[]): string[] {
  const acting = [...scenario, ...reference].filter(
    // At 0 it has no effect, or has ended.
    ({ lever, level }) => !lever.startsWith('pressure.') && Number(level) > 0,
  );
  return [...new Set(acting.map(({ lever }) => lever))].sort();
}

/** What is said with every result that rests on such an effect; `null` where none does. */
export function assumedNote(effects: readonly string[]): string | null {
  return effects.length === 0 ? null : `rests on the assumed effect of ${effects.join(' and ')}`;
}

/** Notes as one; `null` where there is none. */
export function joined(notes: readonly (string | null)[]): string | null {
  const said = notes.filter((note) => note !== null);
  return said.length === 0 ? null : said.join('; ');
}
