/** Tensors of numbers only: a NaN or an infinity in one of them makes every answer of the model one. */
import { asFloat32, type Tensor } from '../onnx/tensor';
import type { Value } from '../messages/message';
import { says } from './adapterMessages';
import { AdapterError } from './layout';

/** Name of the first tensor that holds one, and which. */
export function firstNonNumber(tensors: Iterable<readonly [string, Tensor]>): { name: string; odd: Value } | undefined {
  for (const [name, tensor] of tensors) {
    if (!tensor.dtype.startsWith('float')) continue;
    const found = asFloat32(tensor).find((value) => !Number.isFinite(value));
    if (found !== undefined) return { name, odd: Number.isNaN(found) ? 'NaN' : says.infinity };
  }
  return undefined;
}

/**
 * @param from a file that is read, or a run whose tensors are written
 * @throws AdapterError naming the tensor
 */
export function requireNumbers(tensors: Iterable<readonly [string, Tensor]>, from: 'file' | 'trained' = 'file'): void {
  const found = firstNonNumber(tensors);
  if (!found) return;
  const { name: tensor, odd } = found;
  throw new AdapterError(from === 'file' ? says.notFinite({ tensor, odd }) : says.trainedToNone({ tensor, odd }));
}
