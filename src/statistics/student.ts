import { betaQuantileLogit } from './beta.js';

const horner = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, c) => sum * x + c, 0);

/** Numerators and denominators of Wichura's PPND16, lowest power first. */
const CENTRE = {
  over: [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
    45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  under: [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
    39307.89580009271061, 28729.085735721942674, 5226.495278852854561,
  ],
};
const TAIL = {
  over: [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
  ],
  under: [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
};
const FAR_TAIL = {
  over: [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  under: [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
};

/**
 * Quantile of the standard normal distribution: algorithm AS 241 (PPND16; Wichura, Applied Statistics 37:477,
 * 1988), about 1e-16 relative. ±Infinity at 0 and 1.
 *
 * @throws RangeError when p is not from 0 to 1
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile needs a probability from 0 to 1, got ${p}`);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * horner(CENTRE.over, r)) / horner(CENTRE.under, r);
  }
  const tail = q < 0 ? p : 1 - p;
  if (tail === 0) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(tail));
  const z =
    r <= 5
      ? horner(TAIL.over, r - 1.6) / horner(TAIL.under, r - 1.6)
      : horner(FAR_TAIL.over, r - 5) / horner(FAR_TAIL.under, r - 5);
  return q < 0 ? -z : z;
}

/** From here on four terms of the Cornish–Fisher expansion are more exact than the continued fraction. */
const LARGE_DF = 1e5;

/**
 * Quantile of Student's t with any positive, also fractional, degrees of freedom; Infinity means the normal. At
 * least 1e-9 relative for 1e-10 < p < 1 − 1e-10: t² / (df + t²) is Beta(½, df/2), and for df ≥ 1e5 the expansion
 * in 1/df of Abramowitz & Stegun 26.7.5.
 *
 * @throws RangeError when p is not from 0 to 1 or df is not positive
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile needs a probability from 0 to 1, got ${p}`);
  if (!(df > 0)) throw new RangeError(`Student's t needs positive degrees of freedom, got ${df}`);
  if (p === 0.5) return 0;
  if (df >= LARGE_DF) return cornishFisher(normalQuantile(p), df);
  if (p !== remembered.p || remembered.byDf.size > REMEMBERED) {
    remembered.p = p;
    remembered.byDf.clear();
  }
  let t = remembered.byDf.get(df);
  if (t === undefined) remembered.byDf.set(df, (t = fromBeta(p, df)));
  return t;
}

/** Tables have thousands of intervals with the same degrees of freedom, and each takes a continued fraction. */
const REMEMBERED = 4096;
const remembered = { p: NaN, byDf: new Map<number, number>() };

function fromBeta(p: number, df: number): number {
  const tail = 2 * Math.min(p, 1 - p);
  // 2p − 1 is exact near ½, where it is small.
  const t = Math.sqrt(df * Math.exp(betaQuantileLogit(0.5, df / 2, Math.abs(2 * p - 1), tail)));
  return p < 0.5 ? -t : t;
}

function cornishFisher(z: number, df: number): number {
  if (df === Infinity || !Number.isFinite(z)) return z;
  const s = z * z;
  const terms = [
    1,
    (s + 1) / 4,
    ((5 * s + 16) * s + 3) / 96,
    (((3 * s + 19) * s + 17) * s - 15) / 384,
    ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160,
  ];
  return z * horner(terms, 1 / df);
}
