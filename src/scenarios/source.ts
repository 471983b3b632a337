/** Text of a scenario file → tree with places. Everything that YAML allows and this language does not is refused. */
import { isMap, isScalar, LineCounter, parseAllDocuments, type ParsedNode, type ScalarTag } from 'yaml';
import { Conversion, MAX_DEPTH, type PlaceOf } from './convert.js';
import { type Problem, errorAt, wholeFile } from './problems.js';
import type { MapTree, Place, Tree } from './tree.js';

/** Largest file read, in bytes: parsing takes a thousand times the memory, and time for every line that is wrong. */
export const MAX_BYTES = 100_000;

const UNSET = Symbol('unset');
const unsetTag: ScalarTag = {
  tag: '!unset',
  resolve: (text, onError) => {
    if (text !== '') onError('!unset takes no value');
    return UNSET;
  },
};
/** What an author has usually done when the parser of `yaml` reports one of its codes. */
const SYNTAX_HINTS: Readonly<Record<string, string>> = {
  BAD_INDENT: 'is a bracket left open above, or a line indented differently?',
  BAD_SCALAR_START: 'put the text in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a text with a colon and a space in it needs quotes',
  MISSING_CHAR: 'is a quote or bracket left open above?',
};

export interface ReadResult {
  /** Null if the file is not a map of keys, or not YAML at all. */
  readonly tree: MapTree | null;
  readonly problems: readonly Problem[];
}

/** Decodes and parses a file of at most {@link MAX_BYTES}. Never throws: all that is wrong is among the problems. `file` is for messages only. */
export function readTree(bytes: Uint8Array, file: string): ReadResult {
  const text = new TextDecoder('utf-8').decode(bytes);
  const lines = text.split(/\r?\n/);
  const counter = new LineCounter();
  const placeOf: PlaceOf = (start, end) => {
    const { line, col } = counter.linePos(start);
    const excerpt = lines[line - 1] ?? '';
    const length = Math.max(1, Math.min(end - start, excerpt.length - col + 1));
    return { file, line: Math.max(1, line), column: Math.max(1, col), length, excerpt };
  };
  const bad = firstInvalidCharacter(bytes, text);
  if (bad >= 0) {
    for (let i = 0; i >= 0; i = text.indexOf('\n', i) + 1 || -1) counter.addNewLine(i);
    return fail(
      errorAt(
        placeOf(bad, bad + 1),
        'not-utf-8',
        'the file is not UTF-8 text',
        'save it with the encoding UTF-8',
      ),
    );
  }
  return new Reading(file, text, counter, placeOf).read();
}

const TAB = 'a tab is used for indentation';
const BEFORE_VALUE = '_: ';

/** Reads one value as it would stand after `key: `. Places are inside `at`. Never throws. */
export function readValue(
  text: string,
  at: Place,
): { readonly tree: Tree | null; readonly problems: readonly Problem[] } {
  const placeOf: PlaceOf = (start, end) => {
    const column = at.column + Math.max(0, start - BEFORE_VALUE.length);
    return { ...at, column, length: Math.max(1, Math.min(end - start, at.excerpt.length - column + 1)) };
  };
  const { tree, problems } = new Reading(at.file, BEFORE_VALUE + text, new LineCounter(), placeOf).read();
  if (problems.length > 0) return { tree: null, problems };
  if (tree?.entries.size !== 1) {
    return { tree: null, problems: [errorAt(at, 'wrong-type', 'more than one value', 'expected one value')] };
  }
  return { tree: [...tree.entries.values()][0]!.value, problems };
}

function fail(problem: Problem): ReadResult {
  return { tree: null, problems: [problem] };
}

/** Index in the decoded text of the first character that the bytes do not stand for, or -1. */
function firstInvalidCharacter(bytes: Uint8Array, text: string): number {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let offset = bom;
  let from = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) {
    offset += Buffer.byteLength(text.slice(from, at));
    // A replacement character that the author wrote is EF BF BD.
    if (bytes[offset] !== 0xef || bytes[offset + 1] !== 0xbf || bytes[offset + 2] !== 0xbd) return at;
    from = at;
  }
  return -1;
}

class Reading {
  private readonly problems: Problem[] = [];

  constructor(
    private readonly file: string,
    private readonly text: string,
    private readonly counter: LineCounter,
    private readonly placeOf: PlaceOf,
  ) {}

  read(): ReadResult {
    const documents = this.parse();
    const first = documents?.[0];
    if (!documents || this.problems.some((problem) => problem.code === 'yaml-syntax'))
      return this.result(null);
    if (documents.length > 1) {
      const start = documents[1]!.range[0];
      this.error(
        this.placeOf(start, start + 3),
        'multiple-documents',
        'a second document begins here',
        'one file holds one scenario',
      );
    }
    const root = first?.contents ?? null;
    const whole = root
      ? this.placeOf(root.range[0], root.range[1])
      : { ...wholeFile(this.file), excerpt: this.text.split('\n', 1)[0]! };
    if (!isMap(root)) {
      const found =
        root === null || (isScalar(root) && root.value === null)
          ? 'the file is empty'
          : 'the file is not a map of keys';
      this.error(whole, 'wrong-type', found, 'expected "schema: scenario/v1" and the keys of a scenario');
      return this.result(null);
    }
    const conversion = new Conversion(this.text, this.placeOf);
    const tree = conversion.convert(root, whole);
    for (const problem of conversion.problems) this.problems.push(problem);
    return this.result(
      tree?.kind === 'map' ? { ...tree, place: [...tree.entries.values()][0]?.key ?? whole } : null,
    );
  }

  private parse() {
    try {
      const documents = parseAllDocuments<ParsedNode>(this.text, {
        version: '1.2',
        schema: 'core',
        merge: false,
        // The parser compares each key with every other; a set does that in one pass (convert.ts).
        uniqueKeys: false,
        customTags: [unsetTag],
        prettyErrors: false,
        logLevel: 'silent',
        lineCounter: this.counter,
      });
      const list = Array.isArray(documents) ? documents : [];
      for (const document of list) {
        let lastLine = 0;
        for (const { code, message, pos } of document.errors) {
          if (message.startsWith('Maximum call stack')) throw new RangeError(message);
          const place = this.placeOf(pos[0], pos[1]);
          // One slip makes the parser complain several times in a row; the first complaint is the useful one.
          if (place.line === lastLine) continue;
          lastLine = place.line;
          this.syntaxError(place, code, message);
        }
        // Where a tab stands for indentation, what the parser makes of the lines around it is no news.
        const isFollowOn = ({ code, message }: Problem): boolean => code === 'yaml-syntax' && message !== TAB;
        if (this.problems.some(({ message }) => message === TAB))
          this.problems.splice(0, Infinity, ...this.problems.filter((problem) => !isFollowOn(problem)));
        if (document.directives.yaml.explicit)
          this.error(this.placeOf(0, 5), 'yaml-syntax', 'a %YAML directive', 'remove it: files are YAML 1.2');
      }
      return list;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.error(
        wholeFile(this.file),
        'yaml-syntax',
        'nested too deeply to be read',
        `expected at most ${MAX_DEPTH} levels`,
      );
      return null;
    }
  }

  private syntaxError(place: Place, code: string, message: string): void {
    if (code === 'TAB_AS_INDENT' || /^ *\t/.test(place.excerpt)) {
      const column = Math.max(1, place.excerpt.indexOf('\t') + 1);
      const length = /\t*/.exec(place.excerpt.slice(column - 1))![0].length;
      this.error({ ...place, column, length: Math.max(1, length) }, 'yaml-syntax', TAB, 'indent with spaces');
    } else {
      const sentence = message.replace(/\.$/, '').replace(/"quote$/, 'quote');
      const isOurs = sentence.startsWith('!unset');
      const text = isOurs ? sentence : `not valid YAML: ${sentence[0]!.toLowerCase()}${sentence.slice(1)}`;
      this.error(place, 'yaml-syntax', text, isOurs ? 'write "!unset" alone' : (SYNTAX_HINTS[code] ?? ''));
    }
  }

  private error(place: Place, code: Problem['code'], message: string, hint = ''): void {
    this.problems.push(errorAt(place, code, message, hint));
  }

  private result(tree: MapTree | null): ReadResult {
    return { tree, problems: this.problems };
  }
}
