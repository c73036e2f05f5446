/**
 * The stage that turns packed weights into nodes: what a graph reads as an fp32 matrix is unpacked where it is read,
 * from codes that stay as they are in the file. One matrix is unpacked at a time, and again for the gradient
 * (`Builder.recompute`), so that no two are alive at once; an embedding unpacks the rows that it looks up.
 */
import type { Builder } from './builder';
import { int, intAttribute, type Node } from './graph';
import { packedOf, type Packed } from './packed';
import { sizeOf } from './tensor';

/** Blocks and four bits came with this version; onnxruntime's kernels for all other operators are the same. */
const blockedOpset = 21;

/** Puts nodes in place of all packed weights that the graph reads, in place. Types must be known. */
export function unpackWeights(builder: Builder): void {
  const { graph } = builder;
  const readers = graph.consumers();
  for (const [name, tensor] of [...graph.initializers]) {
    const packed = packedOf(tensor);
    if (!packed || !(readers.has(name) || graph.outputs.includes(name))) continue;
    builder.scope(
      name,
      () => {
        new Unpacking(builder, packed).replace(name, readers.get(name) ?? []);
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
  ) {
    this.codes = g.initializer('codes', packed.codes);
    this.scales = g.initializer('scales', packed.scales);
    this.zeros = packed.zeros && g.initializer('zeros', packed.zeros);
    if (packed.block > 0 || packed.codes.dtype !== 'uint8') g.graph.opset = Math.max(g.graph.opset, blockedOpset);
  }

  replace(name: string, readers: readonly Node[]): void {
    const { g } = this;
    const lookups = readers.filter((node) => this.looksUp(node, name));
    for (const node of lookups) {
      const rows = this.rows(node.inputs[1]!);
      g.replaceUses(node.outputs[0]!, rows);
      g.graph.nodes.splice(g.graph.nodes.indexOf(node), 1);
    }
    if (lookups.length < readers.length || g.graph.outputs.includes(name)) g.replaceUses(name, this.whole());
  }

  /** Rows of the stored matrix, which can be unpacked by themselves. */
  private looksUp(node: Node, name: string): boolean {
    const { codes, columns, turned, table } = this.packed;
    const rows = node.op === 'Gather' && node.inputs[0] === name && intAttribute(node, 'axis', 0) === 0;
    if (!rows || turned || table || columns !== codes.dims[1]) return false;
    return codes.dtype === 'uint8' || this.packed.block > 0;
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
