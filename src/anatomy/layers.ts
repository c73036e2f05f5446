/** All layers of a graph, and whether these are really all. */
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
  /** Why these are not all layers, or not one after the other, as a sentence. */
  readonly reason?: string;
}

/** Looks for a layer around every Softmax. What stands in the way is listed in `missing`. */
export function findLayers(
  view: GraphView,
  norms: Norms,
  config: Readonly<Record<string, unknown>> | undefined,
  missing: Finding[],
): FoundLayers {
  const layers: RawLayer[] = [];
  const odd: string[] = [];
  let attentions = 0;
  for (const node of view.graph.nodes) {
    if (node.op !== 'Softmax') continue;
    const attention = attentionAt(view, node);
    const layer = typeof attention === 'string' ? attention : layerAround(view, norms, attention);
    if (typeof layer === 'string') {
      odd.push(layer);
      missing.push({ part: `layer ${attentions}`, message: layer });
    } else layers.push(layer);
    attentions++;
  }
  const reason = whyNotAll(layers, attentions, odd, config);
  if (reason)
    missing.push({
      part: 'layers',
      message:
        `${reason} Methods that work inside layers are not possible; head-only, full fine-tuning and soft ` +
        'prompts are, where nothing else is missing.',
    });
  return { layers, attentions, ...(reason && { reason }) };
}

function whyNotAll(
  layers: readonly RawLayer[],
  attentions: number,
  odd: readonly string[],
  config: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  if (attentions === 0) return 'The graph has no Softmax, so no attention and no layer was found.';
  if (odd.length > 0) {
    const first = odd[0]!.replace(/\.$/, '');
    return layers.length === 0
      ? `No transformer layer was understood: ${first}.`
      : `Only ${layers.length} of ${attentions} layers were understood: ${first}.`;
  }
  const broken = layers.findIndex((layer, i) => i > 0 && layer.input !== layers[i - 1]!.output);
  if (broken > 0) return `Between layers ${broken - 1} and ${broken} something is computed that was not understood.`;
  const told = ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers']
    .map((key) => config?.[key])
    .find((value) => typeof value === 'number');
  if (told !== undefined && told > layers.length)
    return `config.json says ${told} layers, and ${layers.length} were found.`;
  return undefined;
}
