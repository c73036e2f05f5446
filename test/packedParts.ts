/** Products with a packed matrix S that are unpacked as a whole or in parts, with the gradient of what S is read by. */
import { differentiate } from '../src/autodiff/reverse';
import { Builder } from '../src/onnx/builder';
import { Graph } from '../src/onnx/graph';
import { packedTensor, turned, type Packed } from '../src/onnx/packed';
import { optimise, rematerialise } from '../src/onnx/passes';
import { f32, i32, packHalves, tensorOf } from '../src/onnx/tensor';
import { unpackWeights } from '../src/onnx/unpack';

export const [rows, width, tokens, block] = [48, 32, 3, 16];

export const numbers = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => Math.sin(seed + 1.7 * i));
const codesOf = (count: number) => Array.from({ length: count }, (_, i) => (7 * i + (i >> 4)) % 16);

/** (rows, width) in blocks of four bits, or in bytes with a scale for each row. */
export const forms: Readonly<Record<string, Packed>> = {
  'four bits': {
    codes: { dtype: 'uint4', dims: [rows, width], data: packHalves(codesOf(rows * width)) },
    scales: f32([rows, width / block], numbers((rows * width) / block, 1)),
    zeros: { dtype: 'uint4', dims: [rows, width / block], data: packHalves(codesOf((rows * width) / block)) },
    axis: 1,
    block,
    columns: width,
    turned: false,
  },
  'eight bits': {
    codes: tensorOf('uint8', [rows, width], codesOf(rows * width)),
    scales: f32([rows], numbers(rows, 2)),
    zeros: tensorOf('uint8', [rows], codesOf(rows)),
    axis: 0,
    block: 0,
    columns: width,
    turned: false,
  },
};

export const uses = ['x Sᵀ', 'x S', 'tied'] as const;
export type Use = (typeof uses)[number];

/**
 * The sum of squares of a product with S (rows, width), and its gradient with respect to what S is multiplied by.
 * @param largest elements that are unpacked at once
 */
export function graphOf(packed: Packed, use: Use, largest: number): Graph {
  const g = new Builder(new Graph(), 'base');
  const weight = g.initializer('S', packedTensor(use === 'x Sᵀ' ? turned(packed) : packed));
  const x = g.input('x', 'float32', [1, tokens, use === 'x S' ? rows : width]);
  const looked = () => g.add(x, g.gather(weight, g.initializer('ids', i32([1, tokens], [4, 0, rows - 1]))));
  const product = use === 'tied' ? g.matmul(looked(), g.transpose(weight, [1, 0])) : g.matmul(x, weight);
  const loss = g.sumSquares(product);
  g.graph.outputs = [loss];
  g.finish();
  unpackWeights(g, largest);
  g.finish();
  const gradient = differentiate(g, loss, [x]).get(x)!;
  rematerialise(g);
  g.graph.outputs = [loss, gradient];
  return optimise(g.finish());
}
