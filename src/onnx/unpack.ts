/**
 * The stage that turns packed weights into nodes: what a graph reads as an fp32 matrix is unpacked where it is read,
 * from codes that stay as they are in the file. One matrix is unpacked at a time, and again for the gradient
 * (`Builder.recompute`), so that no two are alive at once; an embedding unpacks the rows that it looks up, and a
 * product with a large matrix (the output table) some rows of it after the other.
 */
import type { Builder } from './builder';
import { int, intAttribute, intsAttribute, type Node } from './graph';
import { packedOf, type Packed } from './packed';
import { i32, sizeOf } from './tensor';

/** Blocks and four bits came with this version; onnxruntime's kernels for all other operators are the same. */
const blockedOpset = 21;

/**
 * Elements that a product unpacks at once (16 MB): larger than the matrices of a small model's layers, and a tenth of
 * its output table.
 */
export const largestPart = 2 ** 22;

/**
 * Puts nodes in place of all packed weights that the graph reads, in place. Types must be known.
 * @param largest elements of a matrix that a product unpacks at once
 */
export function unpackWeights(builder: Builder, largest = largestPart): void {
  const { graph } = builder;
  const readers = graph.consumers();
  for (const [name, tensor] of [...graph.initializers]) {
    const packed = packedOf(tensor);
    if (!packed || !(readers.has(name) || graph.outputs.includes(name))) continue;
    builder.scope(
      name,
      () => {
        new Unpacking(builder, packed, largest).replace(name, readers);
      },
      'base',
    );
    graph.initializers.delete(name);
    graph.types.delete(name);
  }
}

class Unpacking {
  private readonly codes: string;
  private readonly scales: string;
  private readonly zeros: string | undefined;

  constructor(
    private readonly g: Builder,
    private readonly packed: Packed,
    private readonly largest: number,
  ) {
    this.codes = g.initializer('codes', packed.codes);
    this.scales = g.initializer('scales', packed.scales);
    this.zeros = packed.zeros && g.initializer('zeros', packed.zeros);
    if (packed.block > 0 || packed.codes.dtype !== 'uint8') g.graph.opset = Math.max(g.graph.opset, blockedOpset);
  }

  /** @param all readers of every value in the graph */
  replace(name: string, all: ReadonlyMap<string, readonly Node[]>): void {
    const { g } = this;
    const readers = all.get(name) ?? [];
    const done = new Set<Node>();
    const drop = (node: Node): void => {
      g.graph.nodes.splice(g.graph.nodes.indexOf(node), 1);
      done.add(node);
    };
    const put = (node: Node, value: string): void => {
      g.replaceUses(node.outputs[0]!, value);
      drop(node);
    };
    for (const node of readers) {
      if (this.looksUp(node, name)) put(node, this.rows(node.inputs[1]!));
      else if (!this.isLarge) continue;
      else if (isProduct(node, name)) put(node, this.product(node.inputs[0]!, this.packed.turned));
      else if (node.op === 'Transpose' && intsAttribute(node, 'perm')?.join() !== '0,1') {
        const out = node.outputs[0]!;
        const products = (all.get(out) ?? []).filter((reader) => isProduct(reader, out));
        for (const product of products) put(product, this.product(product.inputs[0]!, !this.packed.turned));
        if (products.length === all.get(out)?.length && !g.graph.outputs.includes(out)) drop(node);
      }
    }
    if (readers.some((node) => !done.has(node)) || g.graph.outputs.includes(name)) g.replaceUses(name, this.whole());
  }

  /** Whether rows of the stored matrix can be unpacked by themselves. */
  private get hasRows(): boolean {
    const { codes, block, table } = this.packed;
    return !table && (codes.dtype === 'uint8' || block > 0);
  }

  private get isLarge(): boolean {
    return this.hasRows && sizeOf(this.packed.codes.dims) > this.largest;
  }

  /** Whether a node reads rows of the stored matrix. */
  private looksUp(node: Node, name: string): boolean {
    const { codes, columns, turned } = this.packed;
    const rows = node.op === 'Gather' && node.inputs[0] === name && intAttribute(node, 'axis', 0) === 0;
    return rows && !turned && columns === codes.dims[1] && this.hasRows;
  }

  /**
   * x times the stored matrix S, or (`turned`) times its transpose, without ever holding all of it: each part of its
   * rows gives some columns of x Sᵀ, or a summand of x S.
   */
  private product(x: string, turned: boolean): string {
    const { g } = this;
    const { codes, columns } = this.packed;
    const [rows, stored] = codes.dims as [number, number];
    const count = Math.ceil((rows * stored) / this.largest);
    const parts = Array.from({ length: count }, (_, i) => {
      const [start, end] = [i, i + 1].map((at) => Math.round((at * rows) / count)) as [number, number];
      const ids = i32(
        [end - start],
        Array.from({ length: end - start }, (_, row) => start + row),
      );
      const part = g.recompute(g.slice(this.rows(g.initializer('rows', ids)), 1, 0, columns));
      return turned ? g.matmul(x, g.transpose(part, [1, 0])) : g.matmul(g.slice(x, -1, start, end), part);
    });
    return turned ? g.concat(parts, g.rankOf(x) - 1) : parts.reduce((sum, part) => g.add(sum, part));
  }

  private dequantise(codes: string, scales: string, zeros: string | undefined, axis: number): string {
    const { block } = this.packed;
    return this.g.emit('DequantizeLinear', [codes, scales, ...(zeros ? [zeros] : [])], {
      axis: int(axis),
      ...(block > 0 && { block_size: int(block) }),
    });
  }

  /** The whole weight. */
  private whole(): string {
    const { g } = this,
      { columns, turned, table, axis } = this.packed;
    const stored = table ? this.lookedUp(table) : this.dequantise(this.codes, this.scales, this.zeros, axis);
    const matrix = g.recompute(g.slice(stored, 1, 0, columns));
    return turned ? g.transpose(matrix, [1, 0]) : matrix;
  }

  /** Codes that stand for numbers of a table. */
  private lookedUp(table: NonNullable<Packed['table']>): string {
    const { g } = this;
    const [rows, columns] = this.packed.codes.dims as [number, number];
    const numbers = g.cast(g.emit('DequantizeLinear', [this.codes, g.scalar(1)], { axis: int(1) }), 'int32');
    const blocks = this.packed.scales.dims[1]!;
    const values = g.reshape(g.gather(g.initializer('table', table), numbers), [rows, blocks, columns / blocks]);
    return g.reshape(g.mul(values, g.reshape(this.scales, [rows, blocks, 1])), [rows, columns]);
  }

  /** Rows at `ids` of any shape. */
  private rows(ids: string): string {
    const { g } = this,
      { codes, scales, block, axis } = this.packed;
    const shape = [...g.shapeOf(ids), codes.dims[1]!];
    if (codes.dtype !== 'uint8') {
      g.graph.domains.set('com.microsoft', 1);
      return g.emit('GatherBlockQuantized', [this.codes, ids, this.scales, ...(this.zeros ? [this.zeros] : [])], {
        block_size: int(block),
        gather_axis: int(0),
        quantize_axis: int(1),
      });
    }
    const flat = g.reshape(ids, [sizeOf(g.shapeOf(ids))]);
    const perRow = block > 0 || (axis === 0 && sizeOf(scales.dims) > 1);
    const of = (value: string) => (perRow ? g.gather(value, flat) : value);
    const zeros = this.zeros && (sizeOf(this.packed.zeros!.dims) > 1 || block > 0 ? of(this.zeros) : this.zeros);
    return g.reshape(this.dequantise(g.gather(this.codes, flat), of(this.scales), zeros, axis), shape);
  }
}

const isProduct = (node: Node, matrix: string): boolean =>
  node.op === 'MatMul' && node.domain === '' && node.inputs[1] === matrix && node.inputs[0] !== matrix;
