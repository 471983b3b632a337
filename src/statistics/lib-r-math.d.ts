/** The library's own declarations are not where its `exports` lead the compiler to: those that are used. */
declare module 'lib-r-math.js' {
  export function dnbinom(
    x: number,
    size: number,
    prob: number | undefined,
    mu: number,
    log?: boolean,
  ): number;
  export function pchisq(x: number, df: number, ncp: undefined, lowerTail?: boolean, logP?: boolean): number;
  export function pgamma(
    x: number,
    shape: number,
    rate?: number,
    scale?: number,
    lowerTail?: boolean,
    logP?: boolean,
  ): number;
  export function pnorm(x: number, mean?: number, sd?: number, lowerTail?: boolean, logP?: boolean): number;
  export function ppois(x: number, lambda: number, lowerTail?: boolean, logP?: boolean): number;
  export function qgamma(
    p: number,
    shape: number,
    rate?: number,
    scale?: number,
    lowerTail?: boolean,
    logP?: boolean,
  ): number;
}
