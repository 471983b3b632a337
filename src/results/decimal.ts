/**
 * Text of numbers. Whole numbers are exact. Others are the shortest decimal that reads back as the value rounded to
 * 10 significant digits, without an exponent for magnitudes from 1e-6 up to 1e21. -0 is written 0.
 */

/** Significant digits of a number that is not whole. */
export const DIGITS = 10;

/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const [SMALLEST, LARGEST] = [1e-6, 1e9];
/** Nearer to a tie than this, the product may be on the wrong side of it. */
const TIE = 1e-4;

/** Text of a finite number, by the rule above. Does not check: NaN gives "NaN". */
export function numberText(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : String(rounded(value));
}

/** The double nearest to the value rounded to 10 significant digits. */
function rounded(value: number): number {
  const { digits, shift } = scaled(Math.abs(value));
  if (digits < 0) return Number(value.toPrecision(DIGITS));
  // A quotient of two exact numbers is rounded once: it is what the decimal reads back as.
  const nearest = digits / POWERS[shift]!;
  return value < 0 ? -nearest : nearest;
}

const found = { digits: 0, shift: 0 };

/**
 * The first 10 significant digits, rounded, as a whole number = value · 10^shift; −1 where that cannot be told by
 * one multiplication. The same object each time.
 */
function scaled(size: number): { readonly digits: number; readonly shift: number } {
  found.digits = -1;
  if (!(size >= SMALLEST && size < LARGEST)) return found;
  let shift = DIGITS - 1 - Math.floor(Math.log10(size));
  let product = size * POWERS[shift]!;
  // log10 may be off by one next to a power of ten.
  if (product < POWERS[DIGITS - 1]!) product = size * POWERS[++shift]!;
  else if (product >= POWERS[DIGITS]!) product = size * POWERS[--shift]!;
  const below = Math.floor(product);
  if (Math.abs(product - below - 0.5) <= TIE) return found;
  found.digits = product - below > 0.5 ? below + 1 : below;
  found.shift = shift;
  return found;
}

/** Whole numbers below this are written digit by digit. */
const SMALL = 1e9;
const [ZERO, POINT] = [48, 46];

/**
 * Writes the text of a number as ASCII.
 *
 * @param value finite @param at where in `out`, which has room for 32 bytes more
 * @returns where the text ends
 */
export function writeNumber(out: Uint8Array, at: number, value: number): number {
  if (value >= 0 && value < SMALL) {
    if (Math.floor(value) === value) return writeDigits(out, at, value, lengthOf(value));
    const end = writeDecimal(out, at, value);
    if (end > at) return end;
  }
  const text = numberText(value);
  for (let index = 0; index < text.length; index++) out[at + index] = text.charCodeAt(index);
  return at + text.length;
}

/** Digits of a whole number, filled up with zeros in front. @returns where they end */
function writeDigits(out: Uint8Array, at: number, value: number, length: number): number {
  let rest = value;
  for (let place = at + length - 1; place >= at; place--) {
    const tenth = Math.floor(rest / 10);
    out[place] = ZERO + rest - 10 * tenth;
    rest = tenth;
  }
  return at + length;
}

function lengthOf(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) length++;
  return length;
}

/** A number with digits behind the point; nothing is written where {@link scaled} cannot tell them. */
function writeDecimal(out: Uint8Array, at: number, value: number): number {
  const { digits, shift } = scaled(value);
  if (digits < 0) return at;
  const power = POWERS[shift]!;
  const whole = Math.floor(digits / power);
  const behind = digits - whole * power;
  let end = writeDigits(out, at, whole, lengthOf(whole));
  // Rounding may carry all of it to the front.
  if (behind === 0) return end;
  out[end] = POINT;
  end = writeDigits(out, end + 1, behind, shift);
  while (out[end - 1] === ZERO) end--;
  return end;
}
