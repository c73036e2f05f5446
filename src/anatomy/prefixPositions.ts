/**
 * Whether keys and values in front of a layer's own can stand where HF PEFT lets them stand: what prefix tuning must
 * know.
 */
import { says } from './messages';
import type { Message } from '../messages/message';
import type { Attention, Layer } from './anatomy';
import { ancestors } from './weights';
import type { GraphView } from './view';

type Config = Readonly<Record<string, unknown>> | undefined;

/** Numbers below this in a mask hide a position; above, they are a bias that depends on the distance. */
const HIDDEN = -1e3;

/** How many of the last positions attention sees at most, by config.json; undefined where it sees all. */
export function windowOf(config: Config): number | undefined {
  if (!config || config.use_sliding_window === false) return undefined;
  const told = config.sliding_window ?? config.local_attention;
  if (typeof told === 'number' && told > 0) return told;
  const windows = Array.isArray(config.attention_window) ? config.attention_window : [config.attention_window];
  const sizes = windows.filter((size): size is number => typeof size === 'number');
  if (sizes.length > 0) return Math.min(...sizes);
  // GPT-Neo writes its window without saying which layers have it in this entry.
  const layers = Array.isArray(config.attention_layers) ? config.attention_layers : [];
  return layers.includes('local') && typeof config.window_size === 'number' ? config.window_size : undefined;
}

/** Why a prefix can't be placed before the text; undefined where it can. */
export function prefixGap(view: GraphView, layers: readonly Layer[], hasPositionTable: boolean): Message | undefined {
  if (!hasPositionTable && layers[0] && addsFixedPositions(view, layers[0])) return says.fixedPositions;
  for (const { index, attention } of layers) {
    const odd = sharedHeads(view, attention) ?? oddRotation(attention, layers) ?? oddMask(view, attention);
    if (odd) return says[odd]({ layer: index });
  }
  return undefined;
}

/** One head of keys and values that the product stretches over all of queries, so that none is repeated (Falcon). */
function sharedHeads(view: GraphView, { keys, values, scores }: Attention): 'sharedHeads' | undefined {
  const heads = view.shape(scores)[1];
  return view.shape(keys)[1] !== heads || view.shape(values)[1] !== heads ? 'sharedHeads' : undefined;
}

/** Whether rows of numbers that differ by position are added to the word embeddings (sines: XGLM, CTRL). */
function addsFixedPositions(view: GraphView, { input, attention }: Layer): boolean {
  const length = view.shape(attention.scores)[3]!;
  const width = view.shape(input).at(-1)!;
  return [...ancestors(view, [input])].some((value) => {
    const dims = view.constant(value)?.dims ?? [];
    return (
      dims.length >= 2 && dims.at(-1) === width && dims.at(-2) === length && view.constant(value)!.dtype === 'float32'
    );
  });
}

/** A turn that is not understood, or that pairs numbers otherwise than another layer's. */
function oddRotation({ rotation }: Attention, layers: readonly Layer[]): 'oddRotation' | undefined {
  if (rotation === 'odd') return 'oddRotation';
  const partners = layers.flatMap(({ attention }) =>
    attention.rotation && attention.rotation !== 'odd' ? [attention.rotation.partners.join()] : [],
  );
  return rotation && rotation.partners.join() !== partners[0] ? 'oddRotation' : undefined;
}

function oddMask(
  view: GraphView,
  { masks, scores }: Attention,
): 'learnedBias' | 'distanceBias' | 'windowed' | undefined {
  const length = view.shape(scores)[3]!;
  for (const value of ancestors(view, masks, (node) => node.op === 'MatMul')) {
    if (view.fromFile && view.isTrainable(value)) return 'learnedBias';
    // BLOOM's slopes multiply positions that it counts in the mask.
    if (view.producer(value)?.op === 'CumSum') return 'distanceBias';
    const tensor = view.constant(value);
    if (!tensor || tensor.dims.at(-1) !== length || length < 3) continue;
    const rows = tensor.dims.at(-2) ?? 1;
    if (tensor.dtype === 'float32') {
      const numbers = new Set<number>();
      for (const x of tensor.data as Float32Array) if (x > HIDDEN) numbers.add(x);
      if (numbers.size > 2) return 'distanceBias';
    }
    if (rows !== length) continue;
    const at = (row: number, column: number) => Number(tensor.data[row * length + column]);
    if (at(length - 1, 0) !== at(length - 1, length - 1) && at(1, 0) === at(1, 1)) return 'windowed';
  }
  return undefined;
}
