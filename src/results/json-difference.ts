/** The first place at which two JSON values differ. */

export interface Difference {
  /** As in `resources.3.rows`; empty for the values themselves. */
  readonly path: string;
  /** As JSON; `nothing` where there is none. */
  readonly left: string;
  readonly right: string;
}

/** `null` where they are equal; the order of an object's keys means nothing. */
export function jsonDifference(
  left: unknown,
  right: unknown,
  path: readonly string[] = [],
): Difference | null {
  if (isTree(left) && isTree(right) && Array.isArray(left) === Array.isArray(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    for (const key of keys) {
      const found = jsonDifference(left[key], right[key], [...path, key]);
      if (found) return found;
    }
    return null;
  }
  const [a, b] = [textOf(left), textOf(right)];
  return a === b ? null : { path: path.join('.'), left: a, right: b };
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
