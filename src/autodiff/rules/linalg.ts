/** Gradient rules of matrix products. */
import { floatAttribute, intAttribute } from '../../onnx/graph';
import type { OperatorTable } from '../../onnx/operators';
import { sizeOf } from '../../onnx/tensor';
import type { Rule, RuleContext } from '../rule';

/**
 * Y = A B: dA = G Bᵀ, dB = Aᵀ G.
 * A product with one matrix for the whole batch (a weight) has all rows of A and G stacked into one product for dB;
 * a batched product is transposed in its last two axes, and summed over the batch axes that were broadcast.
 * Vectors are treated as matrices with one row or column.
 */
const matmul: Rule = (c) => {
  const e = c.emit;
  const [aShape, bShape] = [c.shape(0), c.shape(1)];
  const aMatrix = aShape.length === 1 ? [1, aShape[0]!] : aShape;
  const bMatrix = bShape.length === 1 ? [bShape[0]!, 1] : bShape;
  const [m, k] = [aMatrix[aMatrix.length - 2]!, aMatrix[aMatrix.length - 1]!];
  const n = bMatrix[bMatrix.length - 1]!;
  const batch = c
    .outputShape()
    .slice(0, c.outputShape().length - (aShape.length > 1 ? 1 : 0) - (bShape.length > 1 ? 1 : 0));
  const g = e.reshape(c.dense(), [...batch, m, n]);
  const a = e.reshape(c.x(0), aMatrix);
  const b = e.reshape(c.x(1), bMatrix);
  const oneMatrix = sizeOf(bMatrix.slice(0, -2)) === 1;

  const gradientA = (): string => {
    const product = e.matmul(g, e.transpose(oneMatrix ? e.reshape(b, [k, n]) : b));
    return e.reshape(e.dense(e.reduceTo(product, [...batch, m, k], aMatrix), aMatrix), aShape);
  };
  const gradientB = (): string => {
    if (oneMatrix && sizeOf(aMatrix.slice(0, -2)) === sizeOf(batch)) {
      const rows = sizeOf(batch) * m;
      return e.reshape(e.matmul(e.transpose(e.reshape(a, [rows, k])), e.reshape(g, [rows, n])), bShape);
    }
    const product = e.matmul(e.transpose(a), g);
    return e.reshape(e.dense(e.reduceTo(product, [...batch, k, n], bMatrix), bMatrix), bShape);
  };
  return [c.needs[0] ? gradientA() : undefined, c.needs[1] ? gradientB() : undefined];
};

/** Y = α A′B′ + β C, where ′ is an optional transpose. */
const gemm: Rule = (c: RuleContext) => {
  const e = c.emit;
  const g = e.scale(c.dense(), floatAttribute(c.node, 'alpha', 1));
  const a = intAttribute(c.node, 'transA', 0) ? e.transpose(c.x(0)) : c.x(0);
  const b = intAttribute(c.node, 'transB', 0) ? e.transpose(c.x(1)) : c.x(1);
  const gradientA = (): string =>
    intAttribute(c.node, 'transA', 0) ? e.matmul(b, e.transpose(g)) : e.matmul(g, e.transpose(b));
  const gradientB = (): string =>
    intAttribute(c.node, 'transB', 0) ? e.matmul(e.transpose(g), a) : e.matmul(e.transpose(a), g);
  return [
    c.needs[0] ? gradientA() : undefined,
    c.needs[1] ? gradientB() : undefined,
    c.needs[2] ? e.scale(c.toInput(c.g, 2), floatAttribute(c.node, 'beta', 1)) : undefined,
  ];
};

export const linalg = { MatMul: matmul, Gemm: gemm } satisfies Partial<OperatorTable<Rule>>;
