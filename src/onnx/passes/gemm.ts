/**
 * Fuses what surrounds a 2-D MatMul into one Gemm: transposed operands, a scalar factor, an added bias or matrix.
 * For LoRA the whole update x W + b + s·(x Aᵀ) Bᵀ becomes three Gemms and nothing else.
 */
import { float, floatAttribute, int, intAttribute, intsAttribute, type Node } from '../graph';
import { factorOf } from '../identities';
import type { Rewriter, Rule, Rules } from '../rewriter';
import { sameShape } from '../tensor';

const toGemm: Rule = (node, r) => {
  if (node.inputs.every((input) => r.shape(input).length === 2)) r.update(node, { op: 'Gemm', attributes: {} });
};

const absorbTransposes: Rule = (node, r) => {
  const inputs = [...node.inputs];
  const attributes = { ...node.attributes };
  (['transA', 'transB'] as const).forEach((name, i) => {
    const before = r.by(inputs[i], 'Transpose');
    if (!before || !isSwap(before)) return;
    inputs[i] = before.inputs[0]!;
    attributes[name] = int(1 - intAttribute(node, name, 0));
  });
  if (inputs.some((input, i) => input !== node.inputs[i])) r.update(node, { inputs, attributes });
};

/** Transposes a matrix. */
const isSwap = (node: Node): boolean => intsAttribute(node, 'perm')!.join() === '1,0';

/** Makes `node` compute what `gemm`, which it alone read, would go on to: with new inputs and attributes. */
function takeOver(r: Rewriter, gemm: Node, node: Node, inputs: string[], attributes: Node['attributes']): void {
  r.update(node, { op: 'Gemm', inputs, attributes });
  node.role = gemm.role;
}

/** (A B)ᵀ = Bᵀ Aᵀ: the transposition of a product is a product. */
const transposeResult: Rule = (node, r) => {
  const gemm = r.soleProducer(node.inputs[0], 'Gemm');
  if (!gemm || gemm.inputs[2] || !isSwap(node)) return;
  takeOver(r, gemm, node, [gemm.inputs[1]!, gemm.inputs[0]!], {
    ...gemm.attributes,
    transA: int(1 - intAttribute(gemm, 'transB', 0)),
    transB: int(1 - intAttribute(gemm, 'transA', 0)),
  });
};

const times = (node: Node, name: 'alpha' | 'beta', factor: number) => float(floatAttribute(node, name, 1) * factor);

/** s (A B + C) has the factor in alpha and beta. */
const absorbFactor: Rule = (node, r) => {
  const factor = factorOf(node, r);
  const gemm = factor && r.soleProducer(factor.rest, 'Gemm');
  if (!factor || !gemm) return;
  takeOver(r, gemm, node, [...gemm.inputs], {
    ...gemm.attributes,
    alpha: times(gemm, 'alpha', factor.scalar),
    ...(gemm.inputs[2] ? { beta: times(gemm, 'beta', factor.scalar) } : {}),
  });
};

/** A factor on what only products read becomes theirs: (s A) B = s (A B). */
const passFactorOn: Rule = (node, r) => {
  const out = node.outputs[0]!;
  const factor = factorOf(node, r);
  if (!factor || r.isOutput(out)) return;
  const readers = r.readers(out);
  const asOperand = (gemm: Node) =>
    gemm.op === 'Gemm' &&
    gemm.domain === '' &&
    gemm.inputs[2] !== out &&
    (gemm.inputs[0] === out) !== (gemm.inputs[1] === out);
  if (!readers.every(asOperand)) return;
  for (const gemm of readers) {
    r.update(gemm, {
      inputs: gemm.inputs.map((input) => (input === out ? factor.rest : input)),
      attributes: { ...gemm.attributes, alpha: times(gemm, 'alpha', factor.scalar) },
    });
  }
};

/** Whether ONNX broadcasts `addend` to the result of a Gemm. */
const isAddend = (addend: readonly number[], [rows, columns]: readonly number[]): boolean => {
  const [across, down] = [addend.at(-1), addend.at(-2)];
  return (
    addend.length <= 2 &&
    (down === undefined || down === 1 || down === rows) &&
    (across === undefined || across === 1 || across === columns)
  );
};

const absorbAddition: Rule = (node, r) => {
  const shape = r.shape(node.outputs[0]!);
  if (shape.length !== 2 || node.inputs[0] === node.inputs[1]) return;
  // The later product takes the sum: its other operand is computed already when it runs.
  for (const side of [1, 0]) {
    const gemm = r.soleProducer(node.inputs[side], 'Gemm');
    const other = node.inputs[1 - side]!;
    if (!gemm || gemm.inputs[2] || !sameShape(r.shape(gemm.outputs[0]!), shape)) continue;
    if (isAddend(r.shape(other), shape))
      return takeOver(r, gemm, node, [gemm.inputs[0]!, gemm.inputs[1]!, other], gemm.attributes);
  }
};

export const gemmRules: Rules = {
  MatMul: [toGemm],
  Gemm: [absorbTransposes],
  Transpose: [transposeResult],
  Mul: [absorbFactor, passFactorOn],
  Add: [absorbAddition],
};
