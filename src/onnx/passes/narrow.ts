/**
 * Turns narrow products round: a (T, r) result of few columns becomes (r, T), its readers transpose it back in their
 * own product. LoRA's x Aᵀ and dy B are such. The CPU's kernel works on whole blocks of columns: measured on the WASM
 * provider, (512, 384) by (384, 8) takes 0.26 ms, turned round 0.17 ms. A GPU gains nothing known.
 */
import { int, intAttribute, type Node } from '../graph';
import type { Rule, Rules } from '../rewriter';

/** Columns up to which the turned product was found to be faster; at 16 it is not. */
const NARROW = 8;

const flipped = (node: Node, name: 'transA' | 'transB') => int(1 - intAttribute(node, name, 0));

const turn: Rule = (node, r) => {
  const out = node.outputs[0]!;
  if (node.inputs[2] || r.isOutput(out)) return;
  const [rows, columns] = r.shape(out) as [number, number];
  if (columns > NARROW || rows <= columns) return;
  const readers = r.readers(out);
  if (!readers.every((reader) => reader.op === 'Gemm' && reader.domain === '' && reader.inputs[2] !== out)) return;
  const [a, b] = node.inputs as [string, string];
  const turned = r.g.emit('Gemm', [b, a], {
    ...node.attributes,
    transA: flipped(node, 'transB'),
    transB: flipped(node, 'transA'),
  });
  for (const reader of readers) {
    const attributes = { ...reader.attributes };
    if (reader.inputs[0] === out) attributes['transA'] = flipped(reader, 'transA');
    if (reader.inputs[1] === out) attributes['transB'] = flipped(reader, 'transB');
    r.update(reader, { inputs: reader.inputs.map((input) => (input === out ? turned : input)), attributes });
  }
};

export const narrowProducts: Rules = { Gemm: [turn] };
