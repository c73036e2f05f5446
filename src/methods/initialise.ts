/**
 * Starting values of trainable tensors: drawn from the run's seed and the tensor's name, never from a global stream.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { Graph } from '../onnx/graph';
import { asFloat32, sizeOf, type Tensor } from '../onnx/tensor';
import type { Parameter } from './contract';

/** FNV-1a over the seed and the name, so that adding one tensor does not change how the others start. */
export function seedFor(seed: number, name: string): number {
  let hash = 0x811c9dc5;
  for (const char of `${seed}:${name}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  return hash | 0;
}

/** Standard normal by Box and Muller's method, one of the pair. */
export function standardNormal(random: RandomGenerator): number {
  // 1 - u lies in (0, 1], so that the logarithm is finite.
  const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)));
  return radius * Math.cos(2 * Math.PI * uniformFloat64(random));
}

/** Normal cut off at two standard deviations, as TensorFlow's truncated_normal. */
function truncatedNormal(random: RandomGenerator): number {
  for (;;) {
    const value = standardNormal(random);
    if (Math.abs(value) <= 2) return value;
  }
}

const noBase = new Graph();

function baseTensor(base: Graph, name: string): Tensor {
  const tensor = base.initializers.get(name);
  if (!tensor) throw new Error(`The base graph has no initialiser "${name}".`);
  return tensor;
}

/** A fresh array with the starting value of `parameter`. `base` is the graph that the method was applied to. */
export function initialise(
  parameter: Pick<Parameter, 'name' | 'shape' | 'init'>,
  seed: number,
  base: Graph,
): Float32Array {
  const { init } = parameter;
  const values = new Float32Array(sizeOf(parameter.shape));
  const random = xoroshiro128plus(seedFor(seed, parameter.name));
  const fill = (draw: () => number) => {
    for (let i = 0; i < values.length; i++) values[i] = draw();
  };
  switch (init.kind) {
    case 'constant':
      values.fill(init.value);
      break;
    case 'normal':
      fill(() => (init.mean ?? 0) + init.std * standardNormal(random));
      break;
    case 'truncatedNormal':
      fill(() => init.std * truncatedNormal(random));
      break;
    case 'uniform':
      fill(() => (init.mean ?? 0) + init.bound * (2 * uniformFloat64(random) - 1));
      break;
    case 'values':
      values.set(init.values);
      break;
    case 'base':
      values.set(asFloat32(baseTensor(base, init.tensor)));
      break;
    case 'columnNorm': {
      const matrix = baseTensor(base, init.tensor);
      const data = asFloat32(matrix);
      const [rows, columns] = matrix.dims as [number, number];
      for (let j = init.start; j < init.end; j++) {
        let sum = 0;
        for (let i = 0; i < rows; i++) sum += data[i * columns + j]! ** 2;
        values[j - init.start] = Math.sqrt(sum);
      }
      break;
    }
    case 'vocabulary': {
      const table = baseTensor(base, init.tensor);
      const data = asFloat32(table);
      const [rows, width] = table.dims as [number, number];
      for (let i = 0; i < parameter.shape[0]!; i++) {
        const row = uniformInt(random, 0, rows - 1);
        values.set(data.subarray(row * width, (row + 1) * width), i * width);
      }
      break;
    }
  }
  return values;
}

/** Starting values that need no base weights. */
export const draw = (parameter: Pick<Parameter, 'name' | 'shape' | 'init'>, seed: number): Float32Array =>
  initialise(parameter, seed, noBase);
