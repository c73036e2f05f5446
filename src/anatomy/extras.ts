/**
 * Weights beside the parts that every transformer has, as far as the file itself names them: norms of queries and keys
 * (Qwen 3, Gemma 3), tables of relative positions (MPNet, DeBERTa), biases of queries that stand apart (DeBERTa).
 */
import type { Extra, Layer } from './anatomy';
import type { GraphView } from './view';

/** A parameter's path as PyTorch writes it: two or more names, with dots between them. */
const isParameter = (name: string): boolean => /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)+$/.test(name) && /[A-Za-z]/.test(name);

/**
 * @param weights initialisers of all weights
 * @param names HF names of those that belong to a part; theirs are not given twice
 * @param prefix what the file puts before the base model's own paths
 */
export function findExtras(
  view: GraphView,
  weights: readonly string[],
  layers: readonly Layer[],
  names: ReadonlyMap<string, string>,
  prefix: string,
): Extra[] {
  const taken = new Set(names.values());
  return weights.flatMap((initializer): Extra[] => {
    if (names.has(initializer) || !isParameter(initializer)) return [];
    const name = initializer.startsWith(prefix) ? initializer.slice(prefix.length) : initializer;
    if (taken.has(name)) return [];
    const layer = layers.find(({ path }) => name.startsWith(`${path}.`));
    return [
      {
        initializer,
        name,
        role: name.endsWith('bias') ? 'bias' : isGain(view, initializer) ? 'gain' : 'weight',
        transposed: view.consumers(initializer).some((node) => node.op === 'MatMul' && node.inputs[1] === initializer),
        place: layer ? 'attention' : 'embeddings',
        ...(layer && { layer: layer.index }),
      },
    ];
  });
}

/** Multiplies what a norm has divided by its root, or what a LayerNormalization centres. */
const isGain = (view: GraphView, name: string): boolean =>
  view.constant(name)!.dims.length === 1 &&
  view
    .consumers(name)
    .some((node) => (node.op === 'LayerNormalization' && node.inputs[1] === name) || node.op === 'Mul');
