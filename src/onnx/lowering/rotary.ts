/** Rotary position embedding (Su et al. 2021, arXiv 2104.09864) of com.microsoft and of opset 23. */
import { says } from '../messages';
import { MessageError } from '../../messages/message';
import type { Builder } from '../builder';
import { intAttribute } from '../graph';
import { asFloat32, f32, type Tensor } from '../tensor';
import { joinHeads, splitHeads } from './heads';
import type { LowerContext, LowerRule, LowerRules } from './context';

export interface RotaryTables {
  /** fp32, broadcastable to (B, heads, T, rotated): each angle twice, in the order in which pairs are laid out. */
  readonly cos: string;
  readonly sin: string;
  /** Size of the head that is rotated; the rest passes. */
  readonly rotated: number;
  readonly interleaved: boolean;
}

/** Rows of a (positions, half) cache at positions, every column twice: [c c] or, interleaved, [c0 c0 c1 c1 …]. */
function tableRows(cache: Tensor, rows: readonly number[], interleaved: boolean): Tensor {
  const half = cache.dims[cache.dims.length - 1]!,
    from = asFloat32(cache);
  const out = new Float32Array(rows.length * 2 * half);
  rows.forEach((row, t) => {
    for (let i = 0; i < half; i++) {
      const value = from[row * half + i]!;
      out[t * 2 * half + (interleaved ? 2 * i : i)] = value;
      out[t * 2 * half + (interleaved ? 2 * i + 1 : half + i)] = value;
    }
  });
  return f32([1, 1, rows.length, 2 * half], out);
}

/** Constant tables for positions that are known; @throws for caches that are computed. */
export function constantTables(
  g: Builder,
  cos: string,
  sin: string,
  positions: readonly number[],
  interleaved: boolean,
): RotaryTables {
  const [c, s] = [cos, sin].map((name) => g.graph.initializers.get(name));
  if (!c || !s) throw new MessageError(says.rotaryComputed);
  return {
    cos: g.initializer('cos', tableRows(c, positions, interleaved)),
    sin: g.initializer('sin', tableRows(s, positions, interleaved)),
    rotated: 2 * c.dims[c.dims.length - 1]!,
    interleaved,
  };
}

/** Tables gathered for positions that are computed, (B, T). */
function gatheredTables(g: Builder, cos: string, sin: string, positions: string, interleaved: boolean): RotaryTables {
  if (interleaved) throw new MessageError(says.rotaryInterleaved);
  const [batch, length] = g.shapeOf(positions) as [number, number];
  const half = g.shapeOf(cos)[g.rankOf(cos) - 1]!;
  const table = (cache: string) => {
    const rows = g.gather(cache, positions);
    return g.reshape(g.concat([rows, rows], 2), [batch, 1, length, 2 * half]);
  };
  return { cos: table(cos), sin: table(sin), rotated: 2 * half, interleaved };
}

/** x·cos + rotate(x)·sin for x of shape (B, heads, T, headDim). */
export function rotate(g: Builder, x: string, tables: RotaryTables): string {
  const shape = g.shapeOf(x),
    size = shape[3]!,
    { rotated } = tables;
  const part = g.slice(x, 3, 0, rotated);
  const turned = (): string => {
    if (!tables.interleaved)
      return g.concat([g.neg(g.slice(part, 3, rotated / 2, rotated)), g.slice(part, 3, 0, rotated / 2)], 3);
    const pairs = g.reshape(part, [...shape.slice(0, 3), rotated / 2, 2]);
    return g.reshape(g.concat([g.neg(g.slice(pairs, 4, 1, 2)), g.slice(pairs, 4, 0, 1)], 4), [
      ...shape.slice(0, 3),
      rotated,
    ]);
  };
  const result = g.add(g.mul(part, tables.cos), g.mul(turned(), tables.sin));
  return rotated === size ? result : g.concat([result, g.slice(x, 3, rotated, size)], 3);
}

/** x is (B, T, heads·headDim) or (B, heads, T, headDim), and so is the result. */
function apply(c: LowerContext, tables: RotaryTables): string {
  const { g } = c,
    x = c.input(0);
  if (c.rank(0) === 4) return rotate(g, x, tables);
  const heads = intAttribute(c.node, 'num_heads', 0) || c.shape(0)[2]! / tables.rotated;
  return joinHeads(g, rotate(g, splitHeads(g, x, heads), tables));
}

/** com.microsoft: (x, positions, cos cache, sin cache); positions are (1): an offset, or (B, T). */
const contrib: LowerRule = (c) => {
  const interleaved = intAttribute(c.node, 'interleaved', 0) === 1,
    length = c.shape(0)[c.rank(0) === 4 ? 2 : 1]!;
  if (!c.tensor(1)) return [apply(c, gatheredTables(c.g, c.input(2), c.input(3), c.input(1), interleaved))];
  const given = c.constant(1);
  const positions = c.rank(1) < 2 ? c.g.made(length, (i) => (given[0] ?? 0) + i) : given.slice(0, length);
  if (given.length > length && given.some((v, i) => v !== positions[i % length]))
    throw new MessageError(says.rotaryRows);
  return [apply(c, constantTables(c.g, c.input(2), c.input(3), positions, interleaved))];
};

/** Opset 23: (x, cos, sin, positions?); without positions the caches are (B, T, half) already. */
const standard: LowerRule = (c) => {
  const interleaved = intAttribute(c.node, 'interleaved', 0) === 1,
    length = c.shape(0)[c.rank(0) === 4 ? 2 : 1]!;
  if (c.has(3) && !c.tensor(3)) return [apply(c, gatheredTables(c.g, c.input(1), c.input(2), c.input(3), interleaved))];
  return [
    apply(
      c,
      constantTables(
        c.g,
        c.input(1),
        c.input(2),
        c.has(3) ? c.constant(3).slice(0, length) : c.g.made(length, (i) => i),
        interleaved,
      ),
    ),
  ];
};

export const rotary: LowerRules = { RotaryEmbedding: standard, 'com.microsoft.RotaryEmbedding': contrib };
