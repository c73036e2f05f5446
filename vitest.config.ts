import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes: begun first, so that no processor waits for one of them at the end. */
const long = ['methodMatrixDecoders.test.ts', 'methodMatrixEncoders.test.ts', 'trainer.test.ts'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = long.findIndex((name) => moduleId.endsWith(`/${name}`));
      return found < 0 ? long.length : found;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

const tests = ['src/**/*.test.ts', 'src/**/*.test.tsx', 'cli/**/*.test.ts', 'test/**/*.test.ts'];

/** Tests that put something in place of globals, or count what a process holds: each file has one for itself. */
const alone = [
  '**/*.webgpu.test.ts',
  'src/{runtime,state,ui,worker}/**/*.test.{ts,tsx}',
  'src/training/watch.test.ts',
  'cli/**/*.test.ts',
  'test/hub*.test.ts',
];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Starting onnxruntime and compiling it costs more than most files' tests: the others share it.
    projects: [
      {
        extends: true,
        test: { name: 'shared', include: tests, exclude: [...configDefaults.exclude, ...alone], isolate: false },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
