/** All layers of a graph, and whether these are really all. */
import { says } from './messages';
import type { Message } from '../messages/message';
import type { Finding } from './anatomy';
import { attentionAt } from './attention';
import { layerAround, type RawLayer } from './layer';
import type { Norms } from './norms';
import type { GraphView } from './view';

export interface FoundLayers {
  /** The understood ones, in the order of execution. */
  readonly layers: readonly RawLayer[];
  /** Places where attention could be. */
  readonly attentions: number;
  /** Why these are not all layers, or not one after the other. */
  readonly reason?: Message;
}

/** Looks for a layer around every Softmax. What stands in the way is listed in `missing`. */
export function findLayers(
  view: GraphView,
  norms: Norms,
  config: Readonly<Record<string, unknown>> | undefined,
  missing: Finding[],
): FoundLayers {
  const layers: RawLayer[] = [];
  const odd: Message[] = [];
  let attentions = 0;
  for (const node of view.graph.nodes) {
    if (node.op !== 'Softmax') continue;
    const attention = attentionAt(view, node);
    const layer = 'code' in attention ? attention : layerAround(view, norms, attention);
    if ('code' in layer) {
      odd.push(layer);
      missing.push({ part: `layer ${attentions}`, message: layer });
    } else layers.push(layer);
    attentions++;
  }
  const reason = whyNotAll(layers, attentions, odd, config);
  if (reason) missing.push({ part: 'layers', message: says.notAllLayers({ reason }) });
  return { layers, attentions, ...(reason && { reason }) };
}

function whyNotAll(
  layers: readonly RawLayer[],
  attentions: number,
  odd: readonly Message[],
  config: Readonly<Record<string, unknown>> | undefined,
): Message | undefined {
  if (attentions === 0) return says.noSoftmax;
  if (odd.length > 0) {
    const reason = odd[0]!;
    return layers.length === 0
      ? says.noLayer({ reason })
      : says.someLayers({ understood: layers.length, all: attentions, reason });
  }
  const broken = layers.findIndex((layer, i) => i > 0 && layer.input !== layers[i - 1]!.output);
  if (broken > 0) return says.between({ first: broken - 1, second: broken });
  const told = ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers']
    .map((key) => config?.[key])
    .find((value) => typeof value === 'number');
  if (told !== undefined && told > layers.length) return says.fewerLayers({ told, found: layers.length });
  return undefined;
}
