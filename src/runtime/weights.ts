/** Frozen weights: kept once on the device, however many graphs read them. */
import { encodeModel } from '../onnx/codec';
import type { Graph } from '../onnx/graph';
import { byteLengthOf, identityOf, type Tensor } from '../onnx/tensor';
import type { DeviceTensor } from './backend';

/**
 * Turns large initialisers into graph inputs. int64 ones stay: they are shapes and axes, which a kernel needs to know
 * when it is prepared.
 * @param threshold bytes from which an initialiser counts as large
 */
export function separateWeights(graph: Graph, threshold: number): { graph: Graph; weights: Map<string, Tensor> } {
  const copy = graph.clone();
  const weights = new Map<string, Tensor>();
  for (const [name, tensor] of graph.initializers) {
    if (byteLengthOf(tensor) < threshold || tensor.dtype === 'int64') continue;
    weights.set(name, tensor);
    copy.initializers.delete(name);
    copy.inputs.push({ name, dtype: tensor.dtype, dims: tensor.dims });
  }
  return { graph: copy, weights };
}

/**
 * The file that a session is made of. onnxruntime runs the nodes in the order of its own walk back from the results
 * (`onnx/passes/schedule.ts`), which takes of several branches the one that is last in the file: nodes are written in
 * reverse, so that the first comes first. It sorts by itself; only files that are exchanged have to be sorted.
 */
export function sessionModel(graph: Graph): Uint8Array {
  const copy = graph.clone();
  copy.nodes.reverse();
  return encodeModel(copy).model;
}

interface Shared<T> {
  readonly tensor: T;
  users: number;
}

/** One device tensor for each distinct weight array (by identity), whoever uses it. */
export class WeightStore<T extends DeviceTensor> {
  private readonly shared = new Map<object, Shared<T>>();

  constructor(private readonly upload: (tensor: Tensor) => T) {}

  /**
   * Device tensors for named weights, and the call that gives them back. When none of them is here yet, another model
   * was chosen: what nothing uses is freed first, so that two models are never held at once.
   */
  acquire(weights: ReadonlyMap<string, Tensor>): { tensors: Map<string, T>; release: () => void } {
    if (weights.size > 0 && ![...weights.values()].some((tensor) => this.shared.has(identityOf(tensor))))
      this.forgetUnused();
    const tensors = new Map<string, T>();
    const held: Shared<T>[] = [];
    const release = () => {
      for (const entry of held.splice(0)) entry.users--;
    };
    try {
      for (const [name, tensor] of weights) {
        const identity = identityOf(tensor);
        let entry = this.shared.get(identity);
        if (!entry) this.shared.set(identity, (entry = { tensor: this.upload(tensor), users: 0 }));
        entry.users++;
        held.push(entry);
        tensors.set(name, entry.tensor);
      }
    } catch (error) {
      release();
      throw error;
    }
    return { tensors, release };
  }

  /** Frees what no graph uses. Until then it stays, since the next method on the same model will want it. */
  forgetUnused(): void {
    for (const [data, entry] of this.shared) {
      if (entry.users > 0) continue;
      entry.tensor.dispose();
      this.shared.delete(data);
    }
  }
}
