/** Encoder or decoder: by what attention can see, else by what config.json says. */
import { says } from './messages';
import { sizeOf } from '../onnx/tensor';
import type { Family, Finding, Kind } from './anatomy';
import type { GraphView } from './view';
import { ancestors } from './weights';

/**
 * Whether one of the attentions is masked so that a position sees those before it and not those after it. Looks at
 * everything that is added to the scores or selects among them, so that it answers for layers too that are not
 * understood.
 */
export function isCausal(view: GraphView): boolean {
  const softmaxes = view.graph.nodes.filter((node) => node.op === 'Softmax');
  return softmaxes.some((node) => hidesTheFuture(view, [node.inputs[0]!]));
}

/**
 * Whether a constant (…, T, T) that `values` are computed from hides position 1 from position 0, but not the other way
 * round.
 */
export function hidesTheFuture(view: GraphView, values: readonly string[]): boolean {
  // Behind a product stand queries and keys, not masks.
  return [...ancestors(view, values, (node) => node.op === 'MatMul')].some((value) => {
    const tensor = view.constant(value);
    const length = tensor?.dims[tensor.dims.length - 1];
    if (!tensor || length === undefined || length < 2 || tensor.dims[tensor.dims.length - 2] !== length) return false;
    if (view.isTrainable(value) && view.fromFile) return false;
    const masks = sizeOf(tensor.dims) / length ** 2;
    const at = (mask: number, row: number, column: number) =>
      Number(tensor.data[(mask * length + row) * length + column]);
    return Array.from({ length: Math.min(masks, 64) }, (_, mask) => mask).some(
      (mask) => at(mask, 0, 1) !== at(mask, 0, 0) && at(mask, 1, 0) === at(mask, 0, 0),
    );
  });
}

type Config = Readonly<Record<string, unknown>> | undefined;

/** What config.json says; undefined where it says nothing. */
function kindOfConfig(config: Config): Kind | undefined {
  const architectures = Array.isArray(config?.architectures)
    ? config.architectures.filter((a) => typeof a === 'string')
    : [];
  if (config?.is_decoder === true || architectures.some((name) => /CausalLM|LMHeadModel|DoubleHeads/.test(name)))
    return 'decoder';
  if (architectures.some((name) => /MaskedLM|ForPreTraining/.test(name))) return 'encoder';
  return undefined;
}

const kindOfFamily = (family: Family): Kind | undefined =>
  family === 'unknown' ? undefined : family === 'gpt2' || family === 'llama' ? 'decoder' : 'encoder';

/** With one position there is nothing to hide: such a graph does not tell its kind. */
const showsMasks = (view: GraphView): boolean =>
  view.graph.nodes.some((node) => node.op === 'Softmax' && view.shape(node.inputs[0]!).at(-2)! > 1);

/**
 * By what attention sees, where there is one, whatever config.json says; else config.json, then the family. Says so in
 * `missing` where the two disagree, and where there is no evidence.
 */
export function kindOf(view: GraphView, family: Family, attentions: number, config: Config, missing: Finding[]): Kind {
  const told = kindOfConfig(config) ?? kindOfFamily(family);
  if (attentions === 0 || !showsMasks(view)) {
    if (told === undefined)
      missing.push({
        part: 'kind',
        message: says.kindUnknown,
      });
    return told ?? 'encoder';
  }
  const kind = isCausal(view) ? 'decoder' : 'encoder';
  if (told !== undefined && told !== kind)
    missing.push({
      part: 'kind',
      message: kind === 'encoder' ? says.notDecoder : says.notEncoder,
    });
  return kind;
}
