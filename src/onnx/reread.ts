/**
 * Weights that are read from their file again when they are asked for: the device holds a copy of its own, and a second
 * one in the page would cost as much once more.
 */
import { arrayFromBytes, placeOf } from './codec';
import type { DType } from './dtype';
import type { Graph } from './graph';
import { elementAt, isMadeOnDemand, madeOnDemand, type Tensor } from './tensor';

/** Bytes [start, end) of a file, at once. */
export type Reread = (start: number, end: number) => Uint8Array;

/** Bytes from which a weight is worth reading again; smaller ones are copied out of their file. */
const worthwhile = 2 ** 16;
const weights: ReadonlySet<DType> = new Set(['float32', 'float16', 'uint8', 'int8', 'int4', 'uint4']);

/**
 * Makes a decoded graph hold no more of its files, in place.
 * @param files how each can be read again, by the buffer that it was decoded from
 */
export function letGo(graph: Graph, files: ReadonlyMap<ArrayBufferLike, Reread>): void {
  for (const [name, tensor] of graph.initializers) graph.initializers.set(name, lighter(tensor, files));
  for (const node of graph.nodes)
    for (const [name, attribute] of Object.entries(node.attributes))
      if (attribute.kind === 'graph') letGo(attribute.value, files);
      else if (attribute.kind === 'tensor')
        node.attributes = { ...node.attributes, [name]: { ...attribute, value: lighter(attribute.value, files) } };
}

function lighter(tensor: Tensor, files: ReadonlyMap<ArrayBufferLike, Reread>): Tensor {
  if (isMadeOnDemand(tensor)) return tensor;
  const { dtype, dims, data } = tensor;
  const place = placeOf(data);
  const reread = place && files.get(place.buffer);
  if (!place || !reread) return tensor;
  if (place.byteLength < worthwhile || !weights.has(dtype)) return { dtype, dims, data: data.slice() } as Tensor;
  const [start, end] = [place.byteOffset, place.byteOffset + place.byteLength];
  const again: Tensor = madeOnDemand(
    dtype,
    dims,
    () => arrayFromBytes(dtype, reread(start, end)),
    (i) => elementAt({ dtype, dims, data: again.data } as Tensor, i),
  );
  return again;
}
