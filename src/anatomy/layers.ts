/** All layers of a graph, and whether these are really all. */
import { says } from './messages';
import type { Message } from '../messages/message';
import type { Finding } from './anatomy';
import { attentionAt, type RawAttention } from './attention';
import { findInputs } from './embeddings';
import { layerAround } from './layer';
import type { Norms } from './norms';
import type { RawLayer } from './rawLayer';
import type { GraphView } from './view';

export interface FoundLayers {
  /** The understood ones, in the order of execution; those of an encoder before those of its decoder. */
  readonly layers: readonly RawLayer[];
  /** Places where attention could be. */
  readonly attentions: number;
  /** Why these are not all layers, or not one after the other. */
  readonly reason?: Message;
}

type Config = Readonly<Record<string, unknown>> | undefined;
type Found = RawAttention | Message;

/** Keys and values of other states than those of the queries: the decoder's attention to its encoder. */
const isCross = (attention: Found): attention is RawAttention =>
  !('code' in attention) && attention.q.linear.input !== attention.k.linear.input;

interface Pair {
  readonly attention: Found;
  readonly cross?: RawAttention;
}

/** Each attention of a text to itself, with the one to the encoder that follows it. */
function paired(found: readonly Found[]): Pair[] {
  return found.flatMap((attention, i) => {
    const [before, next] = [found[i - 1], found[i + 1]];
    if (isCross(attention) && before !== undefined && !isCross(before)) return [];
    return [{ attention, ...(next !== undefined && isCross(next) && !isCross(attention) && { cross: next }) }];
  });
}

/** Looks for a layer around every Softmax. What stands in the way is listed in `missing`. */
export function findLayers(view: GraphView, norms: Norms, config: Config, missing: Finding[]): FoundLayers {
  const layers: RawLayer[] = [];
  const odd: Message[] = [];
  const found = view.graph.nodes.flatMap((node) => (node.op === 'Softmax' ? [attentionAt(view, node)] : []));
  const stacked = findInputs(view).decoderIds !== undefined;
  const attentions: readonly Pair[] = stacked ? paired(found) : found.map((attention) => ({ attention }));
  for (const [i, { attention, cross }] of attentions.entries()) {
    const layer = 'code' in attention ? attention : layerAround(view, norms, attention, cross);
    if ('code' in layer) {
      odd.push(layer);
      missing.push({ part: `layer ${i}`, message: layer });
    } else layers.push(layer);
  }
  const ordered = [...layers.filter(({ cross }) => !cross), ...layers.filter(({ cross }) => cross)];
  const reason = whyNotAll(ordered, attentions.length, odd, config) ?? (stacked ? otherStates(ordered) : undefined);
  if (reason) missing.push({ part: 'layers', message: says.notAllLayers({ reason }) });
  return { layers: ordered, attentions: attentions.length, ...(reason && { reason }) };
}

function whyNotAll(
  layers: readonly RawLayer[],
  attentions: number,
  odd: readonly Message[],
  config: Config,
): Message | undefined {
  if (attentions === 0) return says.noSoftmax;
  if (odd.length > 0) {
    const reason = odd[0]!;
    return layers.length === 0
      ? says.noLayer({ reason })
      : says.someLayers({ understood: layers.length, all: attentions, reason });
  }
  const decoder = layers.findIndex(({ cross }) => cross);
  const broken = layers.findIndex((layer, i) => i > 0 && i !== decoder && layer.input !== layers[i - 1]!.output);
  if (broken > 0) return says.between({ first: broken - 1, second: broken });
  if (decoder >= 0) return fewer(config, decoder, encoderKeys) ?? fewer(config, layers.length - decoder, decoderKeys);
  return fewer(config, layers.length, ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers']);
}

/** What config.json calls the number of layers of each stack (BART and its relatives; T5). */
const encoderKeys = ['encoder_layers', 'num_layers'];
const decoderKeys = ['decoder_layers', 'num_decoder_layers', 'num_layers'];

function fewer(config: Config, found: number, keys: readonly string[]): Message | undefined {
  const told = keys.map((key) => config?.[key]).find((value) => typeof value === 'number');
  return told !== undefined && told > found ? says.fewerLayers({ told, found }) : undefined;
}

/** What cross-attention reads, where all of it reads the same. */
export const statesOf = (layers: readonly RawLayer[]): string | undefined => {
  const states = new Set(layers.flatMap(({ cross }) => (cross ? [cross.k.linear.input, cross.v.linear.input] : [])));
  return states.size === 1 ? [...states][0] : undefined;
};

/** Why the layers with cross-attention are no decoder on an encoder. */
function otherStates(layers: readonly RawLayer[]): Message | undefined {
  if (layers.every(({ cross }) => cross) || layers.every(({ cross }) => !cross)) return says.oneStack;
  return statesOf(layers) === undefined ? says.otherStates : undefined;
}
