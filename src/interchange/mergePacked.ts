/**
 * Merging into a file that holds a weight quantised: fp32 takes its place, and what read its codes reads plain numbers.
 * A new quantisation would lose most of what an adapter learned.
 */
import { MessageError } from '../messages/message';
import { sourcesOf } from '../onnx/derived';
import { int, type Graph, type Node } from '../onnx/graph';
import { storedForm } from '../onnx/packed';
import { f32, type Tensor } from '../onnx/tensor';
import { says } from './messages';

/** An initialiser of the file that holds a weight as codes; undefined where the weight is plain. */
export function quantisedPlace(file: Graph, weight: Tensor): string | undefined {
  if (!storedForm(weight)) return undefined;
  const sources = new Set(sourcesOf(weight));
  return [...file.initializers].find(([, tensor]) => sources.has(tensor))?.[0];
}

const transposed = (values: Float32Array, rows: number, columns: number): Float32Array =>
  values.map((_, at) => values[(at % rows) * columns + Math.floor(at / rows)]!);

/**
 * Puts `values`, in the layout of `weight`, in place of the codes at `place`. In place.
 * @throws MessageError where an operator reads the codes that has no plain counterpart here
 */
export function replaceQuantised(file: Graph, place: string, weight: Tensor, values: Float32Array): void {
  const { codes, columns, turned } = storedForm(weight)!;
  const rows = codes.dims[0]!;
  const stored = turned ? transposed(values, columns, rows) : values;
  new Replacement(
    file,
    place,
    f32([rows, columns], stored),
    f32([columns, rows], transposed(stored, rows, columns)),
  ).run();
  file.sort();
  file.prune();
}

class Replacement {
  private readonly names: { stored?: string; turned?: string } = {};

  constructor(
    private readonly file: Graph,
    private readonly place: string,
    /** As the codes lie in the file, and the other way round. */
    private readonly stored: Tensor,
    private readonly turned: Tensor,
  ) {}

  run(): void {
    for (const reader of this.readers(this.place)) this.replace(reader);
  }

  private readers(value: string): Node[] {
    return this.file.nodes.filter(({ inputs }) => inputs.includes(value));
  }

  private producer(value: string | undefined): Node | undefined {
    return this.file.nodes.find(({ outputs }) => outputs.includes(value ?? ''));
  }

  private refuse(node: Node): never {
    throw new MessageError(says.quantisedReader({ weight: this.place, op: node.op }));
  }

  /** The weight in fp32, once in each layout that is asked for. */
  private weight(layout: 'stored' | 'turned'): string {
    const name = (this.names[layout] ??= `${this.place}/merged${layout === 'turned' ? '_turned' : ''}`);
    this.file.initializers.set(name, this[layout]);
    return name;
  }

  private become(node: Node, changes: Pick<Node, 'op' | 'inputs'> & Partial<Node>): void {
    Object.assign(node, { domain: '', attributes: {}, ...changes });
  }

  private replace(node: Node): void {
    switch (node.op) {
      case 'MatMulNBits':
      case 'MatMulBnb4':
        return this.product(node);
      case 'GatherBlockQuantized':
        return this.become(node, {
          op: 'Gather',
          inputs: [this.weight('stored'), node.inputs[1]!],
          attributes: { axis: int(0) },
        });
      case 'Reshape':
      case 'Gather':
      case 'Transpose':
        return this.moved(node);
      case 'DequantizeLinear':
        return this.become(node, { op: 'Identity', inputs: [this.weight('stored')] });
      case 'MatMulInteger':
        return this.integers(node);
      default:
        return this.refuse(node);
    }
  }

  /** x W, and a bias that the operator adds by itself. */
  private product(node: Node): void {
    const bias = node.op === 'MatMulNBits' ? node.inputs[5] : undefined;
    const [out] = node.outputs as [string];
    const product = bias ? `${out}/product` : out;
    this.become(node, { op: 'MatMul', inputs: [node.inputs[0]!, this.weight('turned')], outputs: [product] });
    if (!bias) return;
    const sum = { name: `${node.name}/bias`, op: 'Add', domain: '', inputs: [product, bias], outputs: [out] };
    this.file.nodes.push({ ...sum, attributes: {}, role: 'base' });
  }

  /** Codes that are moved before they are dequantised, or looked up under another shape. */
  private moved(node: Node): void {
    const [out] = node.outputs as [string];
    for (const reader of this.readers(out)) {
      const last = reader.op === 'DequantizeLinear' || (reader.op === 'GatherBlockQuantized' && node.op === 'Reshape');
      if (!last) this.refuse(reader);
      if (reader.op === 'GatherBlockQuantized') this.replace(reader);
      else this.become(reader, { op: 'Identity', inputs: [out] });
    }
    if (node.op !== 'Reshape') node.inputs[0] = this.weight('stored');
  }

  /** DynamicQuantizeLinear(x) → MatMulInteger → Cast → Mul becomes x W. */
  private integers(node: Node): void {
    const quantised = this.producer(node.inputs[0]);
    const cast = this.readers(node.outputs[0]!).find(({ op }) => op === 'Cast');
    const scaled = cast && this.readers(cast.outputs[0]!).find(({ op }) => op === 'Mul');
    if (quantised?.op !== 'DynamicQuantizeLinear' || !scaled) return this.refuse(node);
    this.become(scaled, { op: 'MatMul', inputs: [quantised.inputs[0]!, this.weight('stored')] });
  }
}
