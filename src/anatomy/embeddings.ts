/** Embedding tables: word, position and token type, told apart by what their Gather is indexed with. */
import { inputRoles, type InputRole } from '../onnx/inputs';
import { numbersOf, sizeOf } from '../onnx/tensor';
import type { Anatomy } from './anatomy';
import { linearOf, type RawLinear } from './linear';
import { scalesItsInputs } from './names';
import type { Norms, RawNorm } from './norms';
import type { GraphView } from './view';
import { ancestors } from './weights';

export interface RawTable {
  readonly weight: string;
  /** What the rows are multiplied by (√d in Gemma); `output` is the product. */
  readonly scale?: number;
  readonly output: string;
  readonly ids: string;
}

export interface RawEmbeddings {
  readonly word?: RawTable;
  readonly position?: RawTable;
  readonly tokenType?: RawTable;
  readonly norm?: RawNorm;
  readonly projection?: RawLinear;
  readonly output: string;
}

/** The inputs of a canonical graph by meaning. Those that a text does not give are constants by now. */
export function findInputs(view: GraphView): Anatomy['inputs'] {
  const roles = inputRoles(view.graph.inputs);
  const find = (role: InputRole) => [...roles].find(([, found]) => found === role)?.[0];
  const [mask, tokenTypes, decoderIds] = [find('mask'), find('tokenTypes'), find('decoderIds')];
  return {
    ids: find('ids') ?? '',
    ...(decoderIds && { decoderIds }),
    ...(mask && { mask }),
    ...(tokenTypes && { tokenTypes }),
  };
}

/**
 * @param first what the first layer reads; undefined when no layer was understood.
 * @param modelType `model_type` of config.json
 * @param ids those of the stack
 */
export function findEmbeddings(
  view: GraphView,
  inputs: Anatomy['inputs'],
  norms: Norms,
  first: string | undefined,
  modelType: unknown,
  ids: string = inputs.ids,
): RawEmbeddings {
  // Of two stacks each has its own; besides, T5 takes biases from tables by distance.
  const before = first !== undefined && inputs.decoderIds !== undefined ? ancestors(view, [first]) : undefined;
  const tables = view.graph.nodes.flatMap((node): RawTable[] => {
    const [weight, indices] = node.inputs;
    const axis = node.attributes.axis?.kind === 'int' ? node.attributes.axis.value : 0;
    const output = node.outputs[0]!;
    if (node.op !== 'Gather' || axis !== 0 || !indices || !view.isWeight(weight, 2)) return [];
    return before && !before.has(output) ? [] : [{ weight: weight!, ids: indices, output }];
  });
  const words = tables.find((table) => dependsOn(view, table.ids, ids)) ?? tables.find((table) => table.ids === ids);
  const rest = tables.filter((table) => table !== words);
  const word = words && (scalesItsInputs(modelType) ? words : scaled(view, words));
  let tokenType = inputs.tokenTypes ? rest.find((table) => dependsOn(view, table.ids, inputs.tokenTypes!)) : undefined;
  let position: RawTable | undefined;
  for (const table of rest) {
    if (table === tokenType) continue;
    const fixed = view.constant(table.ids);
    const allZero =
      fixed !== undefined &&
      sizeOf(fixed.dims) > 1 &&
      Array.from(fixed.data as Int32Array).every((id) => Number(id) === 0);
    const tiny = view.constant(table.weight)!.dims[0]! <= 4;
    if (!tokenType && (allZero || tiny)) tokenType = table;
    else position ??= table;
  }
  const projection = first ? linearOf(view, first) : undefined;
  const summed = projection ? projection.input : first;
  const norm = summed ? norms.byOutput.get(unmasked(view, summed, inputs.mask)) : undefined;
  return {
    ...(word && { word }),
    ...(position && { position }),
    ...(tokenType && { tokenType }),
    ...(norm && { norm }),
    ...(projection && { projection }),
    output: first ?? word?.output ?? '',
  };
}

/** A table whose rows are read and multiplied by a number: libraries count the factor to the embedding. */
function scaled(view: GraphView, table: RawTable): RawTable {
  const readers = view.consumers(table.output);
  const product = readers.length === 1 && readers[0]!.op === 'Mul' ? readers[0]! : undefined;
  const factor = product && view.other(product, table.output);
  if (!product || !view.isScalar(factor)) return table;
  return { ...table, output: product.outputs[0]!, scale: numbersOf(view.constant(factor)!)[0]! };
}

/** What stands before a product that sets the padding to zero (DeBERTa, ESM). */
function unmasked(view: GraphView, value: string, mask: string | undefined): string {
  const product = view.producer(value);
  if (product?.op !== 'Mul' || mask === undefined) return value;
  const factor = product.inputs.find((input) => dependsOn(view, input, mask));
  return factor === undefined ? value : view.other(product, factor)!;
}

/** Whether `value` is `source` or computed from it alone by reshaping or casting. */
function dependsOn(view: GraphView, value: string, source: string): boolean {
  for (let at = value; ;) {
    if (at === source) return true;
    const node = view.producer(at);
    if (!node || !['Cast', 'Reshape', 'Identity', 'Unsqueeze', 'Squeeze'].includes(node.op)) return false;
    at = node.inputs[0]!;
  }
}
