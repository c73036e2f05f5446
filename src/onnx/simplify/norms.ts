/** Recognises layer normalisation and RMS normalisation written out in primitives. */
import { float, int, intAttribute } from '../graph';
import { normaliseAxis } from '../infer';
import { rmsNorm } from '../lowering/norms';
import { numbersOf, tensorOf } from '../tensor';
import type { Rewriter, Rule, Rules } from '../rewriter';

/** The value that is averaged over the last axis with the axis kept. */
function meanOf(r: Rewriter, value: string | undefined): string | undefined {
  const node = r.by(value, 'ReduceMean');
  const axes = node && r.tensor(node.inputs[1]);
  if (!node || !axes || intAttribute(node, 'keepdims', 1) !== 1) return undefined;
  const rank = r.shape(node.inputs[0]!).length,
    [axis, ...more] = numbersOf(axes);
  return more.length === 0 && normaliseAxis(axis!, rank) === rank - 1 ? node.inputs[0] : undefined;
}

/** y with value = y². */
function squareOf(r: Rewriter, value: string | undefined): string | undefined {
  const node = r.by(value, 'Mul');
  return node && node.inputs[0] === node.inputs[1] ? node.inputs[0] : undefined;
}

/** Matches c / √(mean(c²) + ε), as a quotient or as a product with the reciprocal. */
function normalised(
  r: Rewriter,
  value: string | undefined,
): { c: string; epsilon: number; quotient: boolean } | undefined {
  const node = r.by(value, 'Div', 'Mul');
  if (!node) return undefined;
  const attempts: [string | undefined, string | undefined, boolean][] = [];
  if (node.op === 'Div') attempts.push([node.inputs[0], node.inputs[1], true]);
  else
    for (const [c, inverse] of [node.inputs, [...node.inputs].reverse()]) {
      attempts.push([c, r.by(inverse, 'Reciprocal')?.inputs[0], false]);
      const division = r.by(inverse, 'Div');
      if (division && r.scalar(division.inputs[0]) === 1) attempts.push([c, division.inputs[1], false]);
    }
  for (const [c, root, quotient] of attempts) {
    const sum = r.by(r.by(root, 'Sqrt')?.inputs[0], 'Add');
    const parts = sum && r.scalarAndRest(sum);
    if (c && parts && squareOf(r, meanOf(r, parts.rest)) === c) return { c, epsilon: parts.scalar, quotient };
  }
  return undefined;
}

/** (x − mean(x)) / √(var + ε) · gain + bias → LayerNormalization. */
const layerNorm: Rule = (node, r) => {
  const scaled = r.by(node.inputs[0], 'Mul'),
    bias = node.inputs[1]!;
  if (!scaled || !r.tensor(bias) || !r.tensor(scaled.inputs[1])) return undefined;
  const match = normalised(r, scaled.inputs[0]);
  const centred = match && r.by(match.c, 'Sub');
  if (!match || !centred || meanOf(r, centred.inputs[1]) !== centred.inputs[0] || r.shape(bias).length !== 1)
    return undefined;
  return r.g.emit('LayerNormalization', [centred.inputs[0]!, scaled.inputs[1]!, bias], {
    axis: int(-1),
    epsilon: float(match.epsilon),
  });
};

/** The same without a bias (Cohere); where one is added behind it, the rule above takes both. */
const plainLayerNorm: Rule = (node, r) => {
  const gain = r.tensor(node.inputs[1]);
  const match = gain?.dims.length === 1 ? normalised(r, node.inputs[0]) : undefined;
  const centred = match && r.by(match.c, 'Sub');
  if (!gain || !centred || meanOf(r, centred.inputs[1]) !== centred.inputs[0]) return undefined;
  const biased = r
    .readers(node.outputs[0]!)
    .some(({ op, inputs }) => op === 'Add' && inputs.some((input) => r.tensor(input)?.dims.length === 1));
  if (biased) return undefined;
  const none = r.g.initializer('zero_bias', tensorOf('float32', gain.dims, new Float32Array(gain.dims[0]!)));
  return r.g.emit('LayerNormalization', [centred.inputs[0]!, node.inputs[1]!, none], {
    axis: int(-1),
    epsilon: float(match.epsilon),
  });
};

/** Any spelling of RMS normalisation → the canonical one (see `rmsNorm`). */
const rms: Rule = (node, r) => {
  for (const [value, gain] of [node.inputs, [...node.inputs].reverse()] as [string, string][]) {
    const match = normalised(r, value);
    if (!match || r.by(match.c, 'Sub') || r.shape(gain).length !== 1 || (match.quotient && gain === node.inputs[1]))
      continue;
    return rmsNorm(r.g, match.c, gain, match.epsilon);
  }
  return undefined;
};

export const normRules: Rules = { Add: [layerNorm], Mul: [plainLayerNorm, rms] };
