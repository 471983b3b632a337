/** Hostile bytes: what is valid, changed a little or a lot, with what is known to hurt parsers put in. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

/** Pieces that have hurt parsers of YAML, CSV, JSON, gzip and command lines, or readers of what they print. */
const PIECES: readonly (string | Uint8Array)[] = [
  '\0',
  '\ufeff',
  '\r\n',
  '\r',
  '\t',
  '"',
  "'",
  ',',
  ':',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '&a ',
  '*a',
  '<<: ',
  '? ',
  '|\n',
  '>-\n',
  '%YAML 1.1\n',
  '---\n',
  '...\n',
  '!!js/function "globalThis.pwned = 1"',
  '!!binary aGFsbG8=',
  '!<tag:yaml.org,2002:python/object/apply:os.system> ["touch pwned"]',
  '!unset',
  '__proto__: {polluted: true}\n',
  'constructor: {prototype: {polluted: true}}\n',
  '"__proto__"',
  'toString',
  '{"__proto__": {"polluted": true}}',
  '\u001b[31;5m',
  '\u001b]0;title\u0007',
  '\u009b2J',
  '\u202e',
  '\ud800',
  '=HYPERLINK("http://x")',
  "=cmd|' /C calc'!A0",
  '<script>alert(1)</script>',
  '1e999',
  '-0',
  '0x1F',
  '.nan',
  '9'.repeat(400),
  '../'.repeat(8) + 'etc/passwd',
  '..\\..\\secret.yaml',
  'C:\\secret.yaml',
  '/etc/passwd',
  'file:///etc/passwd',
  'x'.repeat(5000),
  'é'.repeat(100),
  '['.repeat(300),
  '{a: '.repeat(100),
  '- '.repeat(200),
  ','.repeat(3000),
  '\n'.repeat(3000),
  Uint8Array.of(0xff, 0xfe),
  Uint8Array.of(0xc0, 0x80),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0x1f, 0x8b),
  gzipSync(Buffer.alloc(200_000)),
];

/** Places are shares of the length, so that a case means the same wherever it shrinks to. */
type Mutation =
  | { readonly kind: 'insert'; readonly at: number; readonly piece: number }
  | { readonly kind: 'cut'; readonly at: number; readonly length: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number; readonly times: number }
  | { readonly kind: 'byte'; readonly at: number; readonly value: number }
  | { readonly kind: 'move'; readonly at: number; readonly length: number; readonly to: number }
  | { readonly kind: 'pack' };

const WHOLE = 1_000_000;
const place = fc.nat(WHOLE);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('insert' as const),
      at: place,
      piece: fc.nat(PIECES.length - 1),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: place, length: fc.nat(200) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('repeat' as const),
      at: place,
      length: fc.nat(60),
      times: fc.integer({ min: 2, max: 200 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('byte' as const), at: place, value: fc.nat(255) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('move' as const), at: place, length: fc.nat(80), to: place }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'pack' as const }) },
);

function changed(bytes: Buffer, one: Mutation): Buffer {
  const index = (share: number): number => Math.floor((share / WHOLE) * bytes.length);
  switch (one.kind) {
    case 'insert':
      return Buffer.concat([
        bytes.subarray(0, index(one.at)),
        Buffer.from(PIECES[one.piece]!),
        bytes.subarray(index(one.at)),
      ]);
    case 'cut':
      return Buffer.concat([bytes.subarray(0, index(one.at)), bytes.subarray(index(one.at) + one.length)]);
    case 'repeat': {
      const from = index(one.at);
      const part = bytes.subarray(from, from + one.length);
      return Buffer.concat([
        bytes.subarray(0, from),
        ...Array.from({ length: one.times }, () => part),
        bytes.subarray(from),
      ]);
    }
    case 'byte': {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[Math.min(index(one.at), copy.length - 1)] = one.value;
      return copy;
    }
    case 'move': {
      const from = index(one.at);
      const rest = Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + one.length)]);
      const to = Math.floor((one.to / WHOLE) * rest.length);
      return Buffer.concat([
        rest.subarray(0, to),
        bytes.subarray(from, from + one.length),
        rest.subarray(to),
      ]);
    }
    case 'pack':
      return gzipSync(bytes);
  }
}

/** One of the texts with up to six changes; now and then something that never was one of them. */
export function hostileBytes(valid: readonly (string | Uint8Array)[]): fc.Arbitrary<Buffer> {
  const mutated = fc
    .tuple(fc.constantFrom(...valid), fc.array(mutation, { maxLength: 6 }))
    .map(([text, mutations]) => mutations.reduce(changed, Buffer.from(text)));
  const pieces = fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary' })), { maxLength: 8 })
    .map((all) => Buffer.concat(all.map((piece) => Buffer.from(piece))));
  return fc.oneof({ weight: 9, arbitrary: mutated }, { weight: 1, arbitrary: pieces });
}

/** A text that fits into a command line or a name: anything but the character that ends one. */
export const hostileWord: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...PIECES.filter((piece) => typeof piece === 'string' && !piece.includes('\0')).map(String),
  ),
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
);
