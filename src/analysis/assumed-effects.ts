/** Which levers and events tell two scenarios apart: the size of what they do is assumed, and results say so. */

/** A row of `forcings.csv`, of one scenario. */
interface Forced {
  readonly lever: string;
  readonly location: string;
  readonly date: string;
  readonly level: string;
}

/** Names of the levers and events that are not the same in both, sorted; schedules of pressure are none. */
export function assumedEffects(scenario: readonly Forced[], reference: readonly Forced[]): string[] {
  const pulled = (rows: readonly Forced[]): Map<string, string> =>
    new Map(
      rows
        .filter(({ lever }) => !lever.startsWith('pressure.'))
        .map((row) => [[row.lever, row.location, row.date, row.level].join('\t'), row.lever]),
    );
  const [own, other] = [pulled(scenario), pulled(reference)];
  const differing = [...own, ...other].filter(([row]) => own.has(row) !== other.has(row));
  return [...new Set(differing.map(([, lever]) => lever))].sort();
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
