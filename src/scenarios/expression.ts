/**
 * Expressions of `assert` and `experiment.stop`: FN(TARGET.LOCATION [OP NUMBER] [at end | in WINDOW]) OP NUMBER.
 * Read by recursive descent; what is wrong is told with its place inside the text and what would have been right.
 */
import { TARGET_IDS } from '../model/targets.js';
import { didYouMean } from './nearest.js';

export const COMPARISONS = ['<', '<=', '>', '>=', '==', '!='] as const;
/** How two numbers of an expression are compared. */
export type Comparison = (typeof COMPARISONS)[number];
export const STATISTICS = ['min', 'max', 'mean', 'share', 'mcse'] as const;
/** The function of an expression. */
export type Statistic = (typeof STATISTICS)[number];

/** Months looked at: all of the run, the last one, or a window of whole months, both included, as `YYYY-MM`. */
export type When =
  | { readonly kind: 'months' }
  | { readonly kind: 'end' }
  | { readonly kind: 'window'; readonly from: string; readonly to: string };

/** An expression of `assert` or `stop` in its parts. */
export interface Expression {
  /** The expression with one spelling of white space and numbers. */
  readonly text: string;
  readonly statistic: Statistic;
  /** Id of a target, or `*`: every one. */
  readonly target: string;
  /** Id of a location, or `*`: every one. */
  readonly location: string;
  /** What `share` counts; null for every other statistic. */
  readonly condition: { readonly comparison: Comparison; readonly bound: number } | null;
  readonly when: When;
  readonly comparison: Comparison;
  readonly bound: number;
}

/** An expression that cannot be read. `at` is the index in the text of what is wrong, `length` its length (0 at the end). */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';

  constructor(
    message: string,
    readonly at: number,
    readonly length: number,
    readonly hint: string,
  ) {
    super(message);
  }
}

const FORM = 'expected FN(TARGET.LOCATION [OP NUMBER] [at end | in YYYY-MM/YYYY-MM]) OP NUMBER';

/** Reads an expression. `locations` are the ids of all locations. @throws ExpressionError for anything else */
export function parseExpression(text: string, locations: readonly string[]): Expression {
  return new Parser(text, locations).parse();
}

interface Token {
  readonly text: string;
  readonly at: number;
}

const TOKEN = /\s*(\d{4}-\d{2}\/\d{4}-\d{2}|-?\d(?:[\d.]|e[+-]?(?=\d)|\w)*|[<>=!]+|[\w-]+|\S)/giy;
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map((match) => ({
    text: match[1]!,
    at: match.index + match[0].length - match[1]!.length,
  }));
}

class Parser {
  private readonly tokens: readonly Token[];
  private next = 0;

  constructor(
    private readonly source: string,
    private readonly locations: readonly string[],
  ) {
    this.tokens = tokensOf(source);
  }

  parse(): Expression {
    const statistic = this.word(STATISTICS, 'function', `expected one of ${STATISTICS.join(', ')}`);
    this.symbol('(');
    const target = this.word(['*', ...TARGET_IDS], 'target', 'expected a target, such as attacks, or *');
    this.symbol('.');
    const place = 'expected afghanistan, all, a zone, a region by ISO 3166-2, or *';
    const location = this.word(['*', ...this.locations], 'location', place);
    const condition = this.condition(statistic);
    const when = this.when();
    this.symbol(')');
    const { comparison, bound } = this.bounded(statistic === 'share');
    const rest = this.token();
    if (rest) this.fail(`"${rest.text}" after the end`, rest, 'expected nothing after OP NUMBER');
    const text = textOf({ statistic, target, location, condition, when, comparison, bound });
    return { text, statistic, target, location, condition, when, comparison, bound };
  }

  private condition(statistic: Statistic): Expression['condition'] {
    const token = this.token();
    const isThere = token !== undefined && /^[<>=!]/.test(token.text);
    if (statistic === 'share') {
      if (!isThere)
        this.fail(
          'share counts nothing yet',
          token,
          'expected OP NUMBER, as in share(cells.afghanistan == 0 at end)',
        );
      return this.bounded();
    }
    if (isThere)
      this.fail(
        `${statistic} takes no condition`,
        token,
        'expected ")": only share counts how often a condition holds',
      );
    return null;
  }

  private bounded(isShare = false): { comparison: Comparison; bound: number } {
    const operator = this.take();
    if (!operator || !/^[<>=!]/.test(operator.text))
      this.fail(this.found(operator), operator, `expected one of ${COMPARISONS.join(' ')}`);
    const comparison = COMPARISONS.find((known) => known === operator.text);
    if (!comparison) {
      const meant = operator.text === '=' ? 'did you mean ==?' : `expected one of ${COMPARISONS.join(' ')}`;
      this.fail(`unknown comparison "${operator.text}"`, operator, meant);
    }
    const number = this.take();
    const bound = number && NUMBER.test(number.text) ? Number(number.text) : NaN;
    if (!number || !Number.isFinite(bound)) this.fail(this.found(number), number, 'expected a number');
    if (isShare && (bound < 0 || bound > 1))
      this.fail(`a share is never ${number.text}`, number, 'expected a number from 0 to 1 (0.05 is 5 %)');
    return { comparison, bound: bound === 0 ? 0 : bound };
  }

  private when(): When {
    const token = this.token();
    if (token?.text === 'at') {
      this.next++;
      this.word(['end'], 'time', 'expected "at end", the last month');
      return { kind: 'end' };
    }
    if (token?.text !== 'in') return { kind: 'months' };
    this.next++;
    const window = this.take();
    const match = window && /^(\d{4}-(?:0[1-9]|1[0-2]))\/(\d{4}-(?:0[1-9]|1[0-2]))$/.exec(window.text);
    const form = 'expected a window of months, such as 2023-07/2024-06';
    if (!match) this.fail(this.found(window), window, form);
    const [, from, to] = match as unknown as [string, string, string];
    if (from > to) this.fail(`the window ${window.text} ends before it begins`, window, form);
    return { kind: 'window', from, to };
  }

  private word<Word extends string>(known: readonly Word[], what: string, expected: string): Word {
    const token = this.take();
    const word = known.find((candidate) => candidate === token?.text);
    if (word !== undefined) return word;
    if (!token || !/^[\w*-]+$/.test(token.text)) this.fail(this.found(token), token, expected);
    this.fail(`unknown ${what} "${token.text}"`, token, didYouMean(token.text, known, expected));
  }

  private symbol(symbol: string): void {
    const token = this.take();
    if (token?.text !== symbol)
      this.fail(this.found(token), token, `expected "${symbol}": ${FORM.slice('expected '.length)}`);
  }

  private token(): Token | undefined {
    return this.tokens[this.next];
  }

  private take(): Token | undefined {
    return this.tokens[this.next++];
  }

  private found(token: Token | undefined): string {
    if (this.tokens.length === 0) return 'the expression is empty';
    return token ? `unexpected "${token.text}"` : 'the expression breaks off';
  }

  private fail(message: string, token: Token | undefined, hint: string): never {
    throw new ExpressionError(
      message,
      token?.at ?? this.source.trimEnd().length,
      token?.text.length ?? 0,
      hint,
    );
  }
}

function textOf({
  statistic,
  target,
  location,
  condition,
  when,
  comparison,
  bound,
}: Omit<Expression, 'text'>): string {
  const counted = condition ? ` ${condition.comparison} ${condition.bound}` : '';
  const months =
    when.kind === 'end' ? ' at end' : when.kind === 'window' ? ` in ${when.from}/${when.to}` : '';
  return `${statistic}(${target}.${location}${counted}${months}) ${comparison} ${bound}`;
}
