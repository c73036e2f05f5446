import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Begun first: files that take minutes, so that no processor waits for one of them at the end, and on WebGPU the
 * operators, whose shaders the other tests there find compiled.
 */
const long = [
  'operators.webgpu.test.ts',
  'methodMatrixDecoders.test.ts',
  'methodMatrixEncoders.test.ts',
  'trainer.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = long.findIndex((name) => moduleId.endsWith(`/${name}`));
      return found < 0 ? long.length : found;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

const webgpu = ['test/*.webgpu.test.ts'];
/** Counts what a device holds: with one of its own. */
const memory = 'test/memory.webgpu.test.ts';
const tests = ['src/**/*.test.ts', 'src/**/*.test.tsx', 'cli/**/*.test.ts', 'test/**/*.test.ts', 'fuzz/**/*.test.ts'];

/** Tests that put something in place of globals, or count what a process holds: each file has one for itself. */
const alone = [
  memory,
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
        test: {
          name: 'shared',
          include: tests,
          exclude: [...configDefaults.exclude, ...webgpu, ...alone],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: alone } },
      // One device for all, whose shaders are compiled once.
      {
        extends: true,
        test: {
          name: 'webgpu',
          include: webgpu,
          exclude: [...configDefaults.exclude, memory],
          isolate: false,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
