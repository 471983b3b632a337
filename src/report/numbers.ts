/** Numbers and lists of words as the report prints them. */

/** Three significant digits, none after the point from 100 on; a true minus sign. */
export function figure(value: number): string {
  const text = Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
  return minus(/e/.test(text) ? value.toFixed(3) : text);
}

/** The same with its sign; 0 has none. */
export function signed(value: number): string {
  const text = figure(value);
  return value > 0 && text !== '0' ? `+${text}` : text;
}

function minus(text: string): string {
  const bare = /^-0(\.0*)?$/.test(text) ? '0' : text;
  return bare.replace(/^-/, '−');
}

/** A share in percent, to two digits after the point at most: more are never known. */
export function percent(share: number): string {
  return `${inPercent(share)} %`;
}

/** The same without the sign. */
export function inPercent(share: number): string {
  const value = 100 * share;
  if (Math.abs(value) >= 1 || value === 0) return figure(value);
  return value > 0 && value < 0.01 ? '< 0.01' : minus(String(Number(value.toFixed(2))));
}

/** `a to b`; with `scale` 100, of shares, as percentages are printed. */
export function range(lower: number | null, upper: number | null, scale: 1 | 100 = 1): string {
  const told = scale === 100 ? inPercent : figure;
  return lower === null || upper === null ? 'no interval' : `${told(lower)} to ${told(upper)}`;
}

/** `one`, `one and two`, `one, two and three`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;
}

export function counted(n: number, noun: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2023-07` as `Jul 2023`. */
export function monthText(month: string): string {
  return `${MONTHS[Number(month.slice(5, 7)) - 1]!} ${month.slice(0, 4)}`;
}

/** `2023-07/2024-06` as `Jul 2023 – Jun 2024`; one month alone as itself. */
export function windowText(window: string): string {
  const [from, to] = window.split('/') as [string, string];
  return from === to || to === undefined ? monthText(from) : `${monthText(from)} – ${monthText(to)}`;
}

/** First letter large. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `3 under a and c, 4 under b`; `3 under each explanation` where they agree. In order of first appearance. */
export function underEach(told: readonly (readonly [explanation: string, text: string])[]): string {
  const byText = new Map<string, string[]>();
  for (const [explanation, text] of told) byText.set(text, [...(byText.get(text) ?? []), explanation]);
  if (byText.size === 1 && told.length > 1) return `${told[0]![1]} under each explanation`;
  const parts = [...byText].map(([text, names]) => `${text} under ${listed(names)}`);
  return [...byText.values()].some((names) => names.length > 1) ? parts.join('; ') : listed(parts);
}
