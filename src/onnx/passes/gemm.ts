/**
 * Fuses what surrounds a 2-D MatMul into one Gemm: transposed operands, a scalar factor, an added bias or matrix.
 * For LoRA the whole update x W + b + s·(x Aᵀ) Bᵀ becomes three Gemms and nothing else.
 */
import { float, floatAttribute, int, intAttribute, intsAttribute, type Graph, type Node } from '../graph';
import { sameShape } from '../tensor';
import { Rewriter } from './rewrite';

export function fuseGemm(graph: Graph): boolean {
  const r = new Rewriter(graph);
  for (const node of [...graph.nodes]) {
    if (r.isDead(node) || node.domain !== '') continue;
    if (node.op === 'MatMul') toGemm(r, node);
  }
  for (const node of [...graph.nodes]) {
    if (r.isDead(node) || node.domain !== '') continue;
    if (node.op === 'Gemm') absorbTransposes(r, node);
    else if (node.op === 'Transpose') transposeResult(r, node);
    else if (node.op === 'Mul') {
      absorbFactor(r, node);
      passFactorOn(r, node);
    } else if (node.op === 'Add') absorbAddition(r, node);
  }
  r.finish();
  return r.changed;
}

function toGemm(r: Rewriter, node: Node): void {
  const [a, b] = node.inputs as [string, string];
  if (r.shape(a).length === 2 && r.shape(b).length === 2) r.update(node, { op: 'Gemm', attributes: {} });
}

function absorbTransposes(r: Rewriter, node: Node): void {
  const inputs = [...node.inputs];
  const attributes = { ...node.attributes };
  let changed = false;
  (['transA', 'transB'] as const).forEach((name, i) => {
    const before = r.producer(inputs[i]!);
    if (before?.op !== 'Transpose' || before.domain !== '') return;
    if (r.shape(before.inputs[0]!).length !== 2 || intsAttribute(before, 'perm')?.[0] !== 1) return;
    inputs[i] = before.inputs[0]!;
    attributes[name] = int(1 - intAttribute(node, name, 0));
    changed = true;
  });
  if (changed) r.update(node, { inputs, attributes });
}

/** (A B)ᵀ = Bᵀ Aᵀ: the transposition of a product is a product. */
function transposeResult(r: Rewriter, node: Node): void {
  const gemm = r.soleProducer(node.inputs[0]!, 'Gemm');
  if (!gemm || gemm.inputs[2] || intsAttribute(node, 'perm')?.[0] !== 1) return;
  takeOver(r, gemm, node, [gemm.inputs[1]!, gemm.inputs[0]!], {
    ...gemm.attributes,
    transA: int(1 - intAttribute(gemm, 'transB', 0)),
    transB: int(1 - intAttribute(gemm, 'transA', 0)),
  });
}

/** Makes `gemm` compute the value of `node`, which was its only reader, with new inputs and attributes. */
function takeOver(r: Rewriter, gemm: Node, node: Node, inputs: string[], attributes: Node['attributes']): void {
  r.remove(gemm);
  r.update(node, { op: 'Gemm', inputs, attributes });
  node.role = gemm.role;
}

function absorbFactor(r: Rewriter, node: Node): void {
  for (const side of [0, 1]) {
    const factor = r.scalarConstant(node.inputs[side]!);
    const gemm = r.soleProducer(node.inputs[1 - side]!, 'Gemm');
    if (factor === undefined || !gemm || !sameShape(r.shape(node.outputs[0]!), r.shape(gemm.outputs[0]!))) continue;
    const attributes = {
      ...gemm.attributes,
      alpha: float(floatAttribute(gemm, 'alpha', 1) * factor),
      ...(gemm.inputs[2] ? { beta: float(floatAttribute(gemm, 'beta', 1) * factor) } : {}),
    };
    return takeOver(r, gemm, node, [...gemm.inputs], attributes);
  }
}

/** A factor on what only products read becomes theirs: (s A) B = s (A B). */
function passFactorOn(r: Rewriter, node: Node): void {
  const out = node.outputs[0]!;
  if (node.op !== 'Mul' || r.isOutput(out)) return;
  const readers = r.readers(out);
  const asOperand = (gemm: Node) =>
    gemm.op === 'Gemm' &&
    gemm.domain === '' &&
    gemm.inputs[2] !== out &&
    (gemm.inputs[0] === out) !== (gemm.inputs[1] === out);
  if (readers.length === 0 || !readers.every(asOperand)) return;
  for (const side of [0, 1]) {
    const factor = r.scalarConstant(node.inputs[side]!);
    const x = node.inputs[1 - side]!;
    if (factor === undefined || !sameShape(r.shape(x), r.shape(out))) continue;
    for (const gemm of readers) {
      const inputs = gemm.inputs.map((input) => (input === out ? x : input));
      r.update(gemm, {
        inputs,
        attributes: { ...gemm.attributes, alpha: float(floatAttribute(gemm, 'alpha', 1) * factor) },
      });
    }
    return r.remove(node);
  }
}

function absorbAddition(r: Rewriter, node: Node): void {
  const shape = r.shape(node.outputs[0]!);
  if (shape.length !== 2) return;
  // The later product takes the sum: its other operand is computed already when it runs.
  for (const side of [1, 0]) {
    const gemm = r.soleProducer(node.inputs[side]!, 'Gemm');
    const other = node.inputs[1 - side]!;
    if (!gemm || gemm.inputs[2] || !sameShape(r.shape(gemm.outputs[0]!), shape)) continue;
    if (node.inputs[0] === node.inputs[1]) continue;
    const addend = r.shape(other);
    const fits =
      addend.length <= 2 &&
      (addend.length < 2 || addend[0] === 1 || addend[0] === shape[0]) &&
      (addend.length === 0 || addend[addend.length - 1] === 1 || addend[addend.length - 1] === shape[1]);
    if (fits) return takeOver(r, gemm, node, [gemm.inputs[0]!, gemm.inputs[1]!, other], gemm.attributes);
  }
}
