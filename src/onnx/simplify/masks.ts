/**
 * Brings masks into one form: 0/1 in fp32 for what is visible, and one additive term in front of the softmax.
 *
 * Exporters compute masks as booleans that they gather, expand, combine and select with. WebGPU has no boolean data
 * movement, so each boolean becomes fp32 (and: product, not: 1 − x), and a selection by it becomes arithmetic:
 * `Where(visible, scores, −∞)` → `scores + (visible − 1) · 10⁹`. Finite fills keep fully masked rows free of NaN.
 */
import type { Graph, Node } from '../graph';
import { Rewriter, type Rules } from '../rewriter';
import { asFloat32, f32, numbersOf, sizeOf, type Tensor } from '../tensor';

/** What masked scores are lowered by. exp(−1e9) is 0 and two of them add up without overflow. */
export const maskFill = 1e9;

const movement = new Set(['Reshape', 'Transpose', 'Expand', 'Slice', 'Gather', 'Concat', 'Split', 'Tile']);
const comparisons = new Set(['Equal', 'Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual']);

/** Whether an integer value holds 0 and 1 only: the attention mask, or a rearrangement of it. */
function isZeroOne(r: Rewriter, value: string): boolean {
  if (r.graph.isInput(value)) return /mask/.test(value);
  const node = r.producer(value);
  return node !== undefined && (movement.has(node.op) || node.op === 'Cast') && isZeroOne(r, node.inputs[0]!);
}

/** fp32 twins of boolean values, made where they are first needed. */
class Floats {
  private readonly twins = new Map<string, string>();
  constructor(private readonly r: Rewriter) {}

  of(value: string): string {
    let twin = this.twins.get(value);
    if (twin === undefined) this.twins.set(value, (twin = this.make(value)));
    return twin;
  }

  private make(value: string): string {
    const { r } = this,
      { g } = r;
    const tensor = r.tensor(value);
    if (tensor) return g.initializer(`${value}/float`, f32(tensor.dims, numbersOf(tensor)));
    const node = r.producer(value);
    if (!node) return g.cast(value, 'float32');
    return r.emit(node, () => this.compute(node, value));
  }

  private compute(node: Node, value: string): string {
    const { g } = this.r;
    const operand = (i: number) => this.of(node.inputs[i]!);
    const not = (x: string) => g.sub(g.scalar(1), x);
    if (node.op === 'Cast' && isZeroOne(this.r, node.inputs[0]!)) return g.cast(node.inputs[0]!, 'float32');
    if (node.op === 'Not') return not(operand(0));
    if (node.op === 'And') return g.mul(operand(0), operand(1));
    if (node.op === 'Or') return not(g.mul(not(operand(0)), not(operand(1))));
    if (node.op === 'Xor') {
      const difference = g.sub(operand(0), operand(1));
      return g.mul(difference, difference);
    }
    if (node.op === 'Where') return g.add(g.mul(operand(0), operand(1)), g.mul(not(operand(0)), operand(2)));
    if (node.op === 'Concat')
      return g.emit(
        'Concat',
        node.inputs.map((v) => this.of(v)),
        node.attributes,
      );
    if (movement.has(node.op) && node.outputs.length === 1)
      return g.repeat(node, [operand(0), ...node.inputs.slice(1)]);
    return g.cast(value, 'float32');
  }
}

/** A condition that the GPU can select by as it is: a comparison of numbers, and not something moved or combined. */
const isPlainCondition = (r: Rewriter, value: string): boolean => {
  const node = r.producer(value);
  return node !== undefined && (comparisons.has(node.op) || node.op === 'IsNaN');
};

/**
 * Selection between `a` where visible is 1 and `c` where it is 0, as arithmetic; undefined if neither side is a
 * constant fill.
 */
function selectByArithmetic(r: Rewriter, visible: string, a: string, c: string): string | undefined {
  const { g } = r,
    [x, y] = [r.scalar(a), r.scalar(c)];
  const clamp = (v: number) => Math.min(Math.max(v, -maskFill), maskFill);
  if (x !== undefined && y !== undefined) {
    // x·m + y·(1 − m), in the form with the fewest operations
    if (y === 0) return g.scale(visible, clamp(x));
    if (x === 0) return g.scale(g.sub(visible, g.scalar(1)), -clamp(y));
    return g.add(g.scale(visible, clamp(x) - clamp(y)), g.scalar(clamp(y)));
  }
  if (y !== undefined && y <= -1e4) return g.add(a, g.scale(g.sub(visible, g.scalar(1)), -clamp(y)));
  if (x !== undefined && x <= -1e4) return g.add(c, g.scale(visible, clamp(x)));
  if (y === 0) return g.mul(a, visible);
  if (x === 0) return g.mul(c, g.sub(g.scalar(1), visible));
  return undefined;
}

/** A tensor that is one value everywhere, as a scalar constant. */
function asScalar(r: Rewriter, value: string): string {
  const tensor = r.tensor(value);
  if (!tensor || tensor.dtype !== 'float32' || sizeOf(tensor.dims) < 2) return value;
  const data = asFloat32(tensor);
  return data.every((v) => v === data[0]) ? r.g.scalar(data[0]!) : value;
}

/** Replaces boolean masks by fp32 arithmetic, in place. */
export function masksToFloat(graph: Graph): void {
  const r = new Rewriter(graph);
  // What the rules make would match again: each node is looked at once.
  r.sweep(maskRules(new Floats(r)));
  r.finish();
}

function maskRules(floats: Floats): Rules {
  const computed = (r: Rewriter, condition: string) => !r.tensor(condition) && !isPlainCondition(r, condition);
  return {
    Cast: [
      (node, r) => {
        const [source, out] = [node.inputs[0]!, node.outputs[0]!];
        const { dtype } = r.graph.typeOf(out);
        if (r.graph.typeOf(source).dtype !== 'bool' || (dtype !== 'float32' && dtype !== 'int32')) return undefined;
        return isPlainCondition(r, source) ? undefined : r.g.cast(floats.of(source), dtype);
      },
    ],
    Where: [
      (node, r) => {
        const [condition, a, c] = node.inputs as [string, string, string];
        const { dtype, shape } = r.graph.typeOf(node.outputs[0]!);
        const select = () => r.g.where(r.g.cast(floats.of(condition), 'bool'), a, c);
        if (dtype === 'int32') return computed(r, condition) ? select() : undefined;
        if (dtype !== 'float32') return undefined;
        const [yes, no] = [asScalar(r, a), asScalar(r, c)];
        if (r.scalar(yes) === undefined && r.scalar(no) === undefined && !computed(r, condition)) return undefined;
        const value = selectByArithmetic(r, floats.of(condition), yes, no);
        if (value !== undefined) return r.g.expand(value, shape);
        return computed(r, condition) ? select() : undefined;
      },
    ],
  };
}

/** Additive masks written as `(1 − mask) · min(fp32)` or as constants get the finite fill too. */
export function clampFills(graph: Graph): void {
  const readers = graph.consumers();
  for (const [name, tensor] of [...graph.initializers]) {
    const isFill =
      tensor.dtype === 'float32' &&
      (readers.get(name) ?? []).every((node) => ['Add', 'Sub', 'Mul', 'Where', 'Max', 'Min'].includes(node.op));
    if (!isFill) continue;
    const data = asFloat32(tensor);
    if (!data.some((v) => Math.abs(v) > maskFill)) continue;
    const clamped: Tensor = f32(
      tensor.dims,
      data.map((v) => Math.min(Math.max(v, -maskFill), maskFill)),
    );
    graph.initializers.set(name, clamped);
  }
}
