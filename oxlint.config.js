/**
 * Lint rules. The layers of ARCHITECTURE.md are enforced here: a layer imports only from those above it. Type errors
 * are reported by the same run.
 */
import { defineConfig } from 'oxlint';

/** Top to bottom: each may import from itself and from those before it. */
const layers = [
  'messages',
  'onnx',
  'autodiff',
  'optim',
  'anatomy',
  'methods',
  'tasks',
  'data',
  'runtime',
  'training',
  'interchange',
  'session',
  'worker',
  'state',
  'ui',
];

/** Beyond the order: what a layer must know nothing of. */
const strangers = { runtime: ['methods', 'tasks', 'data', 'anatomy', 'autodiff', 'optim'] };

const runtimePackages = ['onnxruntime-web', 'onnxruntime-web/*', 'webgpu'];
const reactPackages = ['react', 'react-dom', 'react-dom/*', 'recharts', 'radix-ui'];

const layerRules = layers.map((layer, index) => {
  const below = [...layers.slice(index + 1), ...(strangers[layer] ?? [])];
  const patterns = below.map((other) => ({
    group: [`**/${other}/**`, `**/${other}`],
    message: `src/${layer} must not know src/${other} (see ARCHITECTURE.md, layers).`,
  }));
  if (layer !== 'runtime') patterns.push({ group: runtimePackages, message: 'Only src/runtime imports onnxruntime.' });
  if (layer !== 'ui') patterns.push({ group: reactPackages, message: 'React belongs to src/ui.' });
  patterns.push({ group: ['ml-matrix'], message: 'A context brings it (src/methods/linearAlgebra.ts).' });
  return {
    files: [`src/${layer}/**/*.{ts,tsx}`],
    excludeFiles: ['**/*.test.{ts,tsx}'],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
});
/** Type-aware rules as in typescript-eslint's `recommendedTypeChecked`. */
const typeAware = [
  'await-thenable',
  'no-array-delete',
  'no-base-to-string',
  'no-duplicate-type-constituents',
  'no-floating-promises',
  'no-for-in-array',
  'no-implied-eval',
  'no-misused-promises',
  'no-redundant-type-constituents',
  'no-unsafe-argument',
  'no-unsafe-assignment',
  'no-unsafe-call',
  'no-unsafe-enum-comparison',
  'no-unsafe-member-access',
  'no-unsafe-return',
  'no-unsafe-unary-minus',
  'only-throw-error',
  'prefer-promise-reject-errors',
  'restrict-plus-operands',
  'restrict-template-expressions',
  'unbound-method',
];

/** What ESLint and typescript-eslint recommend beyond oxlint's own category `correctness`. */
const recommended = [
  'no-array-constructor',
  'no-case-declarations',
  'no-control-regex',
  'no-empty',
  'no-fallthrough',
  'no-irregular-whitespace',
  'no-misleading-character-class',
  'no-prototype-builtins',
  'no-redeclare',
  'no-regex-spaces',
  'no-unexpected-multiline',
  'no-unreachable',
  'no-unused-expressions',
  'no-useless-escape',
  'no-var',
  'prefer-const',
  'prefer-rest-params',
  'prefer-spread',
  'typescript/ban-ts-comment',
  'typescript/consistent-type-imports',
  'typescript/no-empty-object-type',
  'typescript/no-explicit-any',
  'typescript/no-namespace',
  'typescript/no-require-imports',
  'typescript/no-unnecessary-type-constraint',
  'typescript/no-unsafe-function-type',
];

const errors = (names, prefix = '') => Object.fromEntries(names.map((name) => [`${prefix}${name}`, 'error']));

export default defineConfig({
  options: { typeAware: true, typeCheck: true, denyWarnings: true },
  plugins: ['eslint', 'typescript', 'oxc', 'import'],
  jsPlugins: ['./scripts/lintRules.js'],
  categories: { correctness: 'error' },
  env: { builtin: true, browser: true, node: true },
  ignorePatterns: ['dist', 'src/onnx/proto', 'test-results', 'playwright-report', 'coverage', '.cache'],
  rules: {
    ...errors(recommended),
    'no-constant-condition': ['error', { checkLoops: false }],
    'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    'house/lines-per-function': ['error', { max: 80 }],
    // No circle among modules, those of types included: what two files need of each other belongs in a third.
    'import/no-cycle': ['error', { ignoreTypes: false }],
    // Code points are what is wanted where a string is spread.
    'typescript/no-misused-spread': 'off',
    // Names are sorted as JavaScript sorts them.
    'typescript/require-array-sort-compare': 'off',
    // Takes a fallback for needless where an array may be shorter than its type says.
    'typescript/no-useless-default-assignment': 'off',
    'typescript/no-meaningless-void-operator': 'off',
  },
  overrides: [
    { files: ['**/*.{js,mjs}'], rules: { 'no-undef': 'error' } },
    {
      files: ['**/*.{ts,tsx}'],
      rules: {
        ...errors(typeAware, 'typescript/'),
        // A method of an interface can't be passed on without its object; a property that holds a function can.
        'typescript/method-signature-style': ['error', 'property'],
        'house/line-length': ['error', { max: 120 }],
      },
    },
    {
      // Vitest's matchers are of type any, and test doubles take what comes.
      files: ['**/*.test.{ts,tsx}'],
      rules: {
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-return': 'off',
        'typescript/no-base-to-string': 'off',
      },
    },
    {
      // These put their own functions in the place of a browser's, which takes its methods off their objects.
      files: ['src/runtime/{dispatches,memory,node}.ts'],
      rules: { 'typescript/unbound-method': 'off' },
    },
    {
      files: ['src/ui/**/*.{ts,tsx}', 'src/main.tsx'],
      plugins: ['react'],
      rules: {
        'react/rules-of-hooks': 'error',
        'react/exhaustive-deps': 'error',
        // Ask for what the React Compiler, which is not used here, needs.
        'react/set-state-in-effect': 'off',
        'react/immutability': 'off',
        'react/purity': 'off',
      },
    },
    ...layerRules,
    // Imports nothing else.
    { files: ['src/methods/linearAlgebra.ts'], rules: { 'no-restricted-imports': 'off' } },
    {
      // The page waits for these (src/ui/language.ts): what they import at run time must not wait for the page.
      files: ['src/ui/languages/*.ts', 'src/ui/languages/*/**/*.ts', '**/*.de.ts'],
      excludeFiles: ['**/*.test.ts', 'src/ui/languages/{catalogues,contents}.ts'],
      rules: {
        'typescript/no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                group: ['../../**', '!../../**/*.de', '../{language,strings,format,contents,said}'],
                allowTypeImports: true,
                message: 'A language is loaded before the page: import its own files, and types.',
              },
            ],
          },
        ],
      },
    },
  ],
});
