/**
 * An encoder and its decoder, which exporters write into two files (`encoder_model.onnx`, `decoder_model.onnx`), as the
 * one graph that trains: the encoder's hidden states go where the decoder takes them, and one mask serves both.
 */
import { ModelFileError } from './codec';
import type { Attribute, Graph } from './graph';
import { says } from './messages';

/** Names of the decoder's inputs, as optimum writes them. */
const decoderInputs = { states: 'encoder_hidden_states', mask: 'encoder_attention_mask', ids: 'input_ids' } as const;
/** What the decoder's ids are called in one graph, as in Transformers' `forward`. */
export const decoderIds = 'decoder_input_ids';

type Rename = (value: string) => string;

/** All values renamed, those in the branches of `If` too. Tensors are shared. */
function renamed(graph: Graph, rename: Rename, module: Rename): Graph {
  const inside = (attribute: Attribute): Attribute =>
    attribute.kind === 'graph' ? { kind: 'graph', value: renamed(attribute.value, rename, module) } : attribute;
  const copy = graph.clone();
  const value: Rename = (name) => (name === '' ? '' : rename(name));
  copy.inputs = graph.inputs.map((input) => ({ ...input, name: value(input.name) }));
  copy.outputs = graph.outputs.map(value);
  copy.initializers = new Map([...graph.initializers].map(([name, tensor]) => [value(name), tensor]));
  copy.nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(value),
    outputs: node.outputs.map(value),
    attributes: Object.fromEntries(Object.entries(node.attributes).map(([key, a]) => [key, inside(a)])),
    ...(node.module !== undefined && { module: module(node.module) }),
  }));
  copy.types = new Map([...graph.types].map(([name, type]) => [value(name), type]));
  return copy;
}

function* modulesOf(graph: Graph): Generator<string> {
  yield* graph.initializers.keys();
  for (const { module, attributes } of graph.nodes) {
    if (module !== undefined) yield module;
    for (const attribute of Object.values(attributes))
      if (attribute.kind === 'graph') yield* modulesOf(attribute.value);
  }
}

/** Path of the encoder's module as the decoder's names tell it: `model.encoder.` beside `model.decoder.layers.0`. */
function encoderStem(decoder: Graph): string {
  for (const name of modulesOf(decoder)) {
    const found = /^((?:\w+\.)*?)decoder\.\w/.exec(name);
    if (found) return `${found[1]}encoder.`;
  }
  return 'encoder.';
}

/** A dotted path of module names. */
const isPath = (name: string): boolean => /^[A-Za-z_]\w*(\.\w+)+$/.test(name);

/** Whether a decoder's graph asks for what an encoder returns. */
export const wantsEncoder = ({ inputs }: Graph): boolean => inputs.some(({ name }) => name === decoderInputs.states);

/**
 * One graph with the inputs `input_ids`, `attention_mask` and `decoder_input_ids` and the decoder's outputs. What the
 * encoder's file calls `block.0…` is `encoder.block.0…` in it, as in Transformers' classes.
 * @throws ModelFileError where the two do not fit together
 */
export function joinEncoderDecoder(encoder: Graph, decoder: Graph): Graph {
  const states = encoder.outputs.find((name) => name === 'last_hidden_state') ?? encoder.outputs[0];
  const ids = encoder.inputs.find(({ name }) => name === decoderInputs.ids);
  if (!wantsEncoder(decoder) || states === undefined || !ids)
    throw new ModelFileError(
      says.notJoined({ inputs: { list: decoder.inputs.map(({ name }) => name) }, outputs: { list: encoder.outputs } }),
    );
  if (encoder.opset !== decoder.opset)
    throw new ModelFileError(says.otherOpset({ encoder: encoder.opset, decoder: decoder.opset }));
  const stem = encoderStem(decoder);
  const own = new Set(encoder.inputs.map(({ name }) => name));
  const path: Rename = (name) => (name.startsWith(stem) ? name : stem + name);
  const first = renamed(
    encoder,
    // What begins with a stroke is a name that the exporter made up, and is named anew after its module.
    (name) => (own.has(name) ? name : isPath(name) ? path(name) : `/encoder/${name.replace(/^\//, '')}`),
    path,
  );
  const hidden = first.outputs[encoder.outputs.indexOf(states)]!;
  const given: Readonly<Record<string, string>> = {
    [decoderInputs.ids]: decoderIds,
    [decoderInputs.states]: hidden,
    [decoderInputs.mask]: 'attention_mask',
  };
  // No name of the decoder may be one of the encoder's, whatever both made up.
  const taken = new Set([...first.inputs.map(({ name }) => name), ...first.initializers.keys()]);
  for (const { outputs } of first.nodes) for (const output of outputs) taken.add(output);
  const joined = renamed(
    decoder,
    (name) => given[name] ?? (taken.has(name) ? `/decoder/${name.replace(/^\//, '')}` : name),
    (name) => name,
  );
  const fed = new Set([hidden, ...first.inputs.map(({ name }) => name)]);
  joined.inputs = [...first.inputs, ...joined.inputs.filter(({ name }) => !fed.has(name))];
  const names = new Set(first.nodes.map(({ name }) => name));
  joined.nodes = [
    ...first.nodes,
    ...joined.nodes.map((node) => (names.has(node.name) ? { ...node, name: `decoder:${node.name}` } : node)),
  ];
  joined.initializers = new Map([...first.initializers, ...joined.initializers]);
  joined.domains = new Map([...encoder.domains, ...decoder.domains]);
  return joined;
}
