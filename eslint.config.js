/** Lint rules. The layers of ARCHITECTURE.md are enforced here: a layer imports only from those above it. */
import js from '@eslint/js';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import ts from 'typescript-eslint';

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
    ignores: ['**/*.test.{ts,tsx}'],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
});

const typed = ['**/*.{ts,tsx}'];

/** `describe(…)`, `describe.each(…)(…)`, `describe.skipIf(…)(…)`. */
const isDescribe = (callee) =>
  callee.type === 'Identifier'
    ? callee.name === 'describe'
    : isDescribe(callee.type === 'CallExpression' ? callee.callee : (callee.object ?? { type: 'Identifier' }));

/** ESLint's own `max-lines-per-function`, but for what is given to `describe`: a list of tests, not a function. */
const longest = builtinRules.get('max-lines-per-function');
const maxLines = {
  meta: longest.meta,
  create: (context) =>
    longest.create(
      Object.create(context, {
        report: {
          value: (found) => {
            const { parent } = found.node;
            if (parent?.type !== 'CallExpression' || !isDescribe(parent.callee)) context.report(found);
          },
        },
      }),
    ),
};

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/onnx/proto', 'test-results', 'playwright-report', 'coverage', '.cache'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...ts.configs.recommendedTypeCheckedOnly.map((config) => ({ ...config, files: typed })),
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    plugins: { house: { rules: { 'max-lines-per-function': maxLines } } },
    rules: { 'house/max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: typed,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A method of an interface can't be passed on without its object; a property that holds a function can.
      '@typescript-eslint/method-signature-style': ['error', 'property'],
      // Takes an assertion that widens a literal's type for a needless one.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      // What implements an asynchronous interface is async, so that it rejects where it would throw.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Prettier breaks code; this finds comments and strings.
      'max-len': ['error', { code: 120, ignoreUrls: true, ignoreRegExpLiterals: true }],
      'no-constant-condition': ['error', { checkLoops: false }],
    },
  },
  {
    // Vitest's matchers are of type any, and test doubles take what comes.
    files: ['**/*.test.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
    },
  },
  {
    // These put their own functions in the place of a browser's, which takes its methods off their objects.
    files: ['src/runtime/{dispatches,memory,node}.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    files: ['src/ui/**/*.{ts,tsx}', 'src/main.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  ...layerRules,
  // Imports nothing else.
  { files: ['src/methods/linearAlgebra.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    // The page waits for these (src/ui/language.ts): what they import at run time must not wait for the page.
    files: ['src/ui/languages/*.ts', 'src/ui/languages/*/**/*.ts', '**/*.de.ts'],
    ignores: ['**/*.test.ts', 'src/ui/languages/{catalogues,contents}.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^\\.\\./\\.\\./(?!.*\\.de$)|^\\.\\./(language|strings|format|contents|said)$',
              allowTypeImports: true,
              message: 'A language is loaded before the page: import its own files, and types.',
            },
          ],
        },
      ],
    },
  },
);
