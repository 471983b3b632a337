/**
 * Natural logarithm and exponential in plain IEEE-754 arithmetic, so that every platform and engine version
 * takes the same decisions: `Math.log` and `Math.exp` may differ in the last bit. Method and coefficients: Remez
 * polynomials as published with fdlibm (Sun Microsystems, 1993). Error below 1 ulp, tested against `Math`.
 */

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
// Read as two words, the high one second: every platform that Node runs on is little endian.
const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** Natural logarithm of a positive, finite, normal number; `-Infinity` at 0 and `NaN` below. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  double[0] = x;
  const high = halves[1]!;
  let exponent = (high >>> 20) - 1023;
  halves[1] = (high & 0xfffff) | 0x3ff00000;
  let mantissa = double[0];
  if (mantissa > Math.SQRT2) {
    mantissa *= 0.5;
    exponent += 1;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (0.3999999999940941908 + w * (0.2222219843214978396 + w * 0.1531383769920937332));
  const even =
    z *
    (0.666666666666673513 +
      w * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591)));
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + odd + even) + exponent * LN2_LOW) - f);
}

/** e to the power of x; 0 below −745 and `Infinity` above 709.78. */
export function exp(x: number): number {
  if (x > 709.782712893384) return Infinity;
  if (x < -708) return x < -745.2 ? 0 : exp(x + 60) * 8.75651076269652e-27;
  const k = Math.round(x * 1.442695040888963387);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.166666666666666019037 +
        t *
          (-0.00277777777770155933842 +
            t *
              (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // Scaling by a power of two is exact; 2^1024 itself is not a number, hence the two steps.
  if (k > 1023) return y * 2 * powerOfTwo(k - 1);
  return y * powerOfTwo(k);
}

/** 2 to the power of an integer from −1022 to 1023. */
function powerOfTwo(k: number): number {
  halves[1] = (k + 1023) << 20;
  halves[0] = 0;
  return double[0]!;
}

/** x to the power of y, x > 0 (or x = 0 with y > 0). */
export function power(x: number, y: number): number {
  return x === 0 ? 0 : exp(y * ln(x));
}
