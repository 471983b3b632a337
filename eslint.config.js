import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const NO_RANDOM = {
  object: 'Math',
  property: 'random',
  message: 'Every draw has an address: use src/random/draws.ts.',
};
const CLOCK = [
  {
    object: 'Date',
    property: 'now',
    message: 'No clock where results are made: take the time as an argument.',
  },
  {
    object: 'performance',
    property: 'now',
    message: 'No clock where results are made: take the time as an argument.',
  },
];
const NEW_DATE = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0]",
  message: 'No clock where results are made: take the time as an argument.',
};

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'results/', 'node_modules/'] },
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
  {
    // The clock is banned where results are made.
    files: [
      'src/random/**',
      'src/statistics/**',
      'src/model/**',
      'src/analysis/**',
      'src/runner/{replicate,worker,collect,task,plan}.ts',
    ],
    rules: {
      'no-restricted-properties': ['error', NO_RANDOM, ...CLOCK],
      'no-restricted-syntax': ['error', NEW_DATE],
    },
  },
  {
    files: ['src/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/test/**', '**/bench/**'], message: 'Sources do not import tests.' }] },
      ],
    },
  },
  {
    files: ['scripts/**', 'bench/**', '*.js', 'test/**/*.mjs'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        performance: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
);
