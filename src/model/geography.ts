/**
 * The 34 provinces and Khyber Pakhtunkhwa (KP), their zones and their shared borders, from `data/regions.csv`
 * and `data/adjacency.csv`. Parsing is pure: whoever starts the program reads the files and hands in the text.
 */

/** The article's areas of operation. `kabul`, `nangarhar` and `kp` are one region each. */
export const ZONES = ['nangarhar', 'kabul', 'north', 'rest-of-afghanistan', 'kp'] as const;
/** One of the article's areas of operation. */
export type Zone = (typeof ZONES)[number];

/** Province index of an attack that lands outside Afghanistan and KP. No cell lives there. */
export const ABROAD = 35;
/** Regions in which cells live: the 34 provinces of Afghanistan, and Khyber Pakhtunkhwa. */
export const REGION_COUNT = 35;
/** Regions and `abroad`. */
export const PLACE_COUNT = 36;

/** Regions with their zones, populations and shared borders. */
export interface Geography {
  /** ISO 3166-2 code per region index; sorted, so that `PK-KP` is the last (index 34). */
  readonly codes: readonly string[];
  readonly names: readonly string[];
  /** Zone index per region. */
  readonly zone: Uint8Array;
  /** Inhabitants per region. */
  readonly population: Float64Array;
  /** Neighbours by region with the length of the shared border in km. */
  readonly neighbours: readonly (readonly { readonly region: number; readonly km: number }[])[];
  /** Index of KP. */
  readonly kp: number;
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
}

function rowsOf(csv: string): string[][] {
  return csv
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) =>
      line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, '').replace(/^"|"$/g, '')),
    );
}

/** Builds the geography from the two tables. @throws Error if a table names an unknown region or zone. */
export function parseGeography(regionsCsv: string, adjacencyCsv: string): Geography {
  const rows = rowsOf(regionsCsv).sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
  const codes = rows.map((row) => row[0]!);
  if (codes.length !== REGION_COUNT)
    throw new Error(`regions.csv: ${codes.length} regions, expected ${REGION_COUNT}`);
  const zone = Uint8Array.from(rows, (row) => {
    const index = ZONES.indexOf(row[4] as Zone);
    if (index < 0) throw new Error(`regions.csv: unknown zone "${row[4]}" of ${row[0]}`);
    return index;
  });
  const neighbours: { region: number; km: number }[][] = codes.map(() => []);
  for (const [a, b, km] of rowsOf(adjacencyCsv)) {
    const [i, j] = [codes.indexOf(a!), codes.indexOf(b!)];
    if (i < 0 || j < 0) throw new Error(`adjacency.csv: unknown region in "${a},${b}"`);
    neighbours[i]!.push({ region: j, km: Number(km) });
    neighbours[j]!.push({ region: i, km: Number(km) });
  }
  for (const list of neighbours) list.sort((x, y) => x.region - y.region);
  return {
    codes,
    names: rows.map((row) => row[2]!),
    zone,
    population: Float64Array.from(rows, (row) => Number(row[7])),
    neighbours,
    kp: codes.indexOf('PK-KP'),
    latitude: Float64Array.from(rows, (row) => Number(row[5])),
    longitude: Float64Array.from(rows, (row) => Number(row[6])),
  };
}
