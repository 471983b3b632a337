import { builtinModules } from 'node:module';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const CLOCK_MESSAGE = 'No clock where results are made: take the time as an argument.';
const PURE_MESSAGE = 'Results depend on arguments alone: no clock, no entropy, no environment.';

const NO_RANDOM = {
  object: 'Math',
  property: 'random',
  message: 'Every draw has an address: use src/random/draws.ts.',
};
const CLOCK = [{ object: 'Date', property: 'now', message: CLOCK_MESSAGE }];
const CLOCK_SYNTAX = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: CLOCK_MESSAGE },
  // Date() tells the time, and so might the constructor under another name.
  {
    selector: ":not(NewExpression, MemberExpression, TSTypeReference) > Identifier[name='Date']",
    message: CLOCK_MESSAGE,
  },
  { selector: 'ImportExpression', message: 'Imports where results are made stand at the top, to be seen.' },
];
// Through globalThis every other one could be reached.
const IMPURE_GLOBALS = ['performance', 'process', 'crypto', 'globalThis', 'global'].map((name) => ({
  name,
  message: PURE_MESSAGE,
}));

const NO_TESTS = { group: ['**/test/**', '**/bench/**'], message: 'Sources do not import tests.' };
/** No module of Node; `allowed` maps a module to the names that may be taken from it. */
const noNode = (allowed = {}) => [
  'error',
  {
    patterns: [NO_TESTS],
    paths: builtinModules
      .flatMap((name) => (name.startsWith('node:') ? [name] : [name, `node:${name}`]))
      .map((name) => ({
        name,
        message: PURE_MESSAGE,
        ...(allowed[name] ? { allowImportNames: allowed[name] } : {}),
      })),
  },
];

const PURE = ['src/random/**', 'src/statistics/**', 'src/model/**', 'src/analysis/**'];
const REPLICATES = [
  'src/runner/{address,batches,block,collect,kernel,meaning-keys,observation,pace,plan,replicate,tally-record,task,worker,worlds}.ts',
  'src/scenarios/meaning.ts',
];

export default tseslint.config(
  { ignores: ['dist/', 'bench/dist/', 'coverage/', 'results/', 'node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
      'no-restricted-properties': ['error', NO_RANDOM],
      // Indices into typed arrays are checked by construction; the compiler flag still makes every one visible.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Published coefficients are copied with all their digits.
      'no-loss-of-precision': 'off',
    },
  },
  { files: ['src/**'], rules: { 'no-restricted-imports': ['error', { patterns: [NO_TESTS] }] } },
  {
    // Clock, entropy and environment are banned where results are made.
    files: [...PURE, ...REPLICATES],
    rules: {
      'no-restricted-properties': ['error', NO_RANDOM, ...CLOCK],
      'no-restricted-syntax': ['error', ...CLOCK_SYNTAX],
      'no-restricted-globals': ['error', ...IMPURE_GLOBALS],
      'no-restricted-imports': noNode(),
    },
  },
  {
    // Hashes are as pure as arithmetic.
    files: REPLICATES,
    rules: { 'no-restricted-imports': noNode({ 'node:crypto': ['createHash'] }) },
  },
  {
    files: ['scripts/**', 'bench/**', '*.js', 'test/**/*.mjs'],
    languageOptions: {
      globals: {
        AbortController: 'readonly',
        console: 'readonly',
        process: 'readonly',
        performance: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
);
