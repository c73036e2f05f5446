/** Tensors of numbers only: a NaN or an infinity in one of them makes every answer of the model one. */
import { asFloat32, type Tensor } from '../onnx/tensor';
import { AdapterError } from './layout';

/** Name of the first tensor that holds one, and which. */
export function firstNonNumber(
  tensors: Iterable<readonly [string, Tensor]>,
): { name: string; what: string } | undefined {
  for (const [name, tensor] of tensors) {
    if (!tensor.dtype.startsWith('float')) continue;
    const found = asFloat32(tensor).find((value) => !Number.isFinite(value));
    if (found !== undefined) return { name, what: Number.isNaN(found) ? 'NaN' : 'infinity' };
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
  throw new AdapterError(
    from === 'file'
      ? `Tensor "${found.name}" of the adapter holds ${found.what}: the training that made it went wrong, and ` +
          'the model would answer nothing but NaN. Save it from an earlier checkpoint, or train again with a ' +
          'smaller learning rate.'
      : `The run has trained "${found.name}" to ${found.what}, so there is no adapter to save. Reset, choose a ` +
          'smaller learning rate and train again.',
  );
}
