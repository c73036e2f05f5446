/** Rules that hold for any graph: what does nothing goes, and two of a kind become one. */
import { intsAttribute, type Node } from './graph';
import type { Rewriter, Rule, Rules } from './rewriter';
import { sameShape } from './tensor';

const identity: Rule = (node) => node.inputs[0];

/** For operators that leave a value of the right shape as it is. */
export const sameShapeAs: Rule = (node, r) =>
  sameShape(r.shape(node.inputs[0]!), r.shape(node.outputs[0]!)) ? node.inputs[0] : undefined;

const sameTypeAs: Rule = (node, r) =>
  r.graph.typeOf(node.inputs[0]!).dtype === r.graph.typeOf(node.outputs[0]!).dtype ? node.inputs[0] : undefined;

export const mergeReshapes: Rule = (node, r) => {
  const inner = r.by(node.inputs[0], 'Reshape');
  return inner && r.g.reshape(inner.inputs[0]!, r.shape(node.outputs[0]!));
};

const mergeTransposes: Rule = (node, r) => {
  const inner = r.by(node.inputs[0], 'Transpose');
  const outer = intsAttribute(node, 'perm')!;
  if (!inner) return outer.every((p, i) => p === i) ? node.inputs[0] : undefined;
  const first = intsAttribute(inner, 'perm')!;
  return r.g.transpose(
    inner.inputs[0]!,
    outer.map((p) => first[p]!),
  );
};

/** x − 0, x / 1. */
const neutralSecond =
  (value: number): Rule =>
  (node, r) =>
    r.scalar(node.inputs[1]) === value && sameShape(r.shape(node.inputs[0]!), r.shape(node.outputs[0]!))
      ? node.inputs[0]
      : undefined;

/** x + 0, x · 1, either way round. */
const neutral =
  (value: number): Rule =>
  (node, r) => {
    const parts = r.scalarAndRest(node);
    return parts?.scalar === value ? parts.rest : undefined;
  };

/** The constant fp32 factor of a product, and what it multiplies. */
export const factorOf = (node: Node, r: Rewriter): { readonly scalar: number; readonly rest: string } | undefined => {
  const parts = node.op === 'Mul' ? r.scalarAndRest(node) : undefined;
  return parts && r.graph.typeOf(parts.rest).dtype === 'float32' ? parts : undefined;
};

/** (x · a) · b = x · (a b). */
const mergeFactors: Rule = (node, r) => {
  const outer = factorOf(node, r);
  const inner = outer && r.soleProducer(outer.rest, 'Mul');
  const factor = inner && factorOf(inner, r);
  return outer && factor && r.g.scale(factor.rest, outer.scalar * factor.scalar);
};

export const identities: Rules = {
  Identity: [identity],
  Reshape: [sameShapeAs],
  Expand: [sameShapeAs],
  Transpose: [mergeTransposes],
  Cast: [sameTypeAs],
  Add: [neutral(0)],
  Sub: [neutralSecond(0)],
  Mul: [neutral(1), mergeFactors],
  Div: [neutralSecond(1)],
};
