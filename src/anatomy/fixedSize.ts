/** Files that were exported for one batch size or length only: which, and what that allows. */
import { says } from './messages';
import type { List, Message } from '../messages/message';
import { prepareModel } from '../onnx/canonicalise';
import { ModelFileError } from '../onnx/codec';
import type { Graph } from '../onnx/graph';
import { inputRoles } from '../onnx/inputs';
import type { Size } from '../onnx/specialise';

/** What the file says and can't be changed; an absent one is free. */
export interface FixedSize {
  readonly batch?: number;
  readonly sequence?: number;
}

const known = new WeakMap<Graph, FixedSize>();

/**
 * Numbers in the shape of the ids bind only where the graph does not work with others: many files carry them for
 * nothing.
 */
export function fixedSizeOf(graph: Graph): FixedSize {
  const found = known.get(graph) ?? look(graph);
  known.set(graph, found);
  return found;
}

function look(graph: Graph): FixedSize {
  const roles = inputRoles(graph.inputs);
  const ids = graph.inputs.find(({ name }) => roles.get(name) === 'ids');
  const [batch, sequence] = ids?.dims ?? [];
  if (typeof batch !== 'number' && typeof sequence !== 'number') return {};
  const [rows, tokens] = [typeof batch === 'number' ? batch : 1, typeof sequence === 'number' ? sequence : 8];
  const works = (size: Size): boolean => {
    try {
      prepareModel(graph, size);
      return true;
    } catch {
      return false;
    }
  };
  // A file that works at no size is broken in another way, which preparing it will tell.
  if (works({ batch: rows + 1, sequence: tokens + 1 }) || !works({ batch: rows, sequence: tokens })) return {};
  return {
    ...(typeof batch === 'number' && !works({ batch: rows + 1, sequence: tokens }) && { batch }),
    ...(typeof sequence === 'number' && !works({ batch: rows, sequence: tokens + 1 }) && { sequence }),
  };
}

/** `wanted`, as far as the file leaves it free. */
export const sizeWithin = (graph: Graph, wanted: Size): Size => ({ ...wanted, ...fixedSizeOf(graph) });

const rowsOf = ({ batch, sequence }: FixedSize): List => ({
  list: [
    ...(batch === undefined ? [] : [says.batch({ batch })]),
    ...(sequence === undefined ? [] : [says.tokens({ tokens: sequence })]),
  ],
  join: 'and',
});

/** What was fixed; undefined where nothing was. */
export function fixedSizeTold(graph: Graph): Message | undefined {
  const size = rowsOf(fixedSizeOf(graph));
  return size.list.length > 0 ? says.oneSize({ size }) : undefined;
}

/** @throws ModelFileError where `size`, virtual tokens included, is not what the file was exported for */
export function checkSize(graph: Graph, size: Size): void {
  const fixed = fixedSizeOf(graph);
  if ((fixed.batch ?? size.batch) === size.batch && (fixed.sequence ?? size.sequence) === size.sequence) return;
  throw new ModelFileError(says.otherSize({ size: rowsOf(fixed), wanted: rowsOf(size) }));
}
