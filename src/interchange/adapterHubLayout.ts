/** Names and shapes of an adapter's tensors in the state dicts of AdapterHub's library, by family of models. */
import type { Anatomy } from '../anatomy/anatomy';
import type { Parameter } from '../methods/contract';
import { sizeOf } from '../onnx/tensor';
import { hubConfig, hubDifference, hubMethodOf } from './adapterHubConfig';
import { says } from './adapterHubMessages';
import type { AdapterContext, HubAdapter } from './adapterTypes';
import { AdapterError, type FileTensor, type Layout, type Placement } from './layout';
import { whole } from './peftLayout';

export type Names = Pick<HubAdapter, 'names' | 'fusion' | 'head'>;

interface Family {
  readonly modelClass: string;
  /** Modules of a layer, relative to its path. */
  readonly layer: (index: number) => string;
  readonly attentionAdapters: string;
  readonly outputAdapters: string;
  readonly selfAttention: string;
}

const bert: Family = {
  modelClass: 'BertAdapterModel',
  layer: (i) => `encoder.layer.${i}`,
  attentionAdapters: 'attention.output',
  outputAdapters: 'output',
  selfAttention: 'attention.self',
};
const families: Readonly<Record<string, Family>> = {
  bert,
  roberta: { ...bert, modelClass: 'RobertaAdapterModel' },
  electra: { ...bert, modelClass: 'ElectraAdapterModel' },
  gpt2: {
    modelClass: 'GPT2AdapterModel',
    layer: (i) => `h.${i}`,
    attentionAdapters: 'attention_adapters',
    outputAdapters: 'output_adapters',
    selfAttention: 'attn',
  },
};

export function familyOf(anatomy: Anatomy): Family {
  const family = families[anatomy.dimensions.family];
  if (!family) throw new AdapterError(says.otherFamily({ family: anatomy.dimensions.family }));
  return family;
}

/** One of our parameters in the library's state dict; undefined where it has no place for it. */
function hubName(
  parameter: Parameter,
  anatomy: Anatomy,
  { names, fusion, head }: Names,
  layers: 1 | 2,
): { readonly tensor: string; readonly shape?: readonly number[] } | undefined {
  const family = familyOf(anatomy);
  const { prefix } = anatomy;
  const { name, group } = parameter;
  // Dropout, linear and activation of the first layer come before the dropout and the linear of the second.
  if (group === 'head') {
    const at = layers === 2 && !name.startsWith('head.dense.') ? 4 : 1;
    return { tensor: `heads.${head ?? names[0]!}.${at}.${name.split('.').at(-1)!}` };
  }
  const pool = `${prefix}prefix_tuning.prefix_tunings.${names[0]!}.self_prefix`;
  if (name === 'prompt_embeddings') return { tensor: `${pool}.control_trans`, shape: [sizeOf(parameter.shape)] };
  if (name === 'prefix.embedding') return { tensor: `${pool}.wte.weight` };
  if (name.startsWith('prefix.transform.'))
    return { tensor: `${pool}.control_trans.${name.slice('prefix.transform.'.length)}` };
  if (name === 'phm_rule') {
    const n = parameter.shape[0]!;
    return { tensor: `${prefix}shared_parameters.${names[0]!}.phm_rule`, shape: [n, n, n] };
  }
  const [, which, index, rest] = /^(?:adapter\.(\d+)\.)?layer\.(\d+)\.(.+)$/.exec(name) ?? [];
  if (rest === undefined) return undefined;
  const layer = `${prefix}${family.layer(Number(index))}`;
  const adapter = names[Number(which ?? 0)]!;
  const at = (module: string, part: string) => ({ tensor: `${layer}.${module}.adapters.${adapter}.${part}` });
  if (rest.startsWith('fusion.') && fusion !== undefined)
    return {
      tensor: `${layer}.${family.outputAdapters}.adapter_fusion_layer.${fusion}.${rest.slice('fusion.'.length)}`,
    };
  if (which !== undefined) return at(family.outputAdapters, inBottleneck(rest));
  if (rest.startsWith('attention.adapter_'))
    return at(family.attentionAdapters, inBottleneck(rest.slice('attention.adapter_'.length)));
  if (rest.startsWith('ffn.adapter_'))
    return at(family.outputAdapters, inBottleneck(rest.slice('ffn.adapter_'.length)));
  if (rest.startsWith('adapter1.')) return at(family.attentionAdapters, inBottleneck(rest.slice('adapter1.'.length)));
  if (rest.startsWith('adapter2.')) return at(family.outputAdapters, inBottleneck(rest.slice('adapter2.'.length)));
  if (rest.startsWith('prefix.gate.'))
    return {
      tensor:
        `${layer}.${family.selfAttention}.prefix_tuning.prefix_gates.${adapter}.` + rest.slice('prefix.gate.'.length),
    };
  const [, site, part] = /^([qv])\.(lora_[AB]|gate\.\w+)$/.exec(rest) ?? [];
  return site === undefined
    ? undefined
    : { tensor: `${layer}.${family.selfAttention}.${site === 'q' ? 'query' : 'value'}.loras.${adapter}.${part!}` };
}

/** `down.weight` → `adapter_down.0.weight`, `up.bias` → `adapter_up.bias`. */
function inBottleneck(part: string): string {
  if (part === 'scale') return 'scaling';
  return part.replace(/^down\./, 'adapter_down.0.').replace(/^up\./, 'adapter_up.');
}

/** Where each parameter goes. @throws AdapterError where the library has no place for one */
export function hubLayout({ method, anatomy, parameters }: AdapterContext, names: Names): Layout {
  const tensors = new Map<string, FileTensor>();
  const placements: Placement[] = [];
  const layers = parameters.some(({ name }) => name === 'head.dense.weight') ? 2 : 1;
  for (const parameter of parameters) {
    const place = hubName(parameter, anatomy, names, layers);
    if (!place) throw new AdapterError(says.noPlace({ tensor: parameter.name, method: method.id }));
    const tensor =
      method.id === 'compacter' && parameter.group === 'method' ? place.tensor.replace(/\.bias$/, '.b') : place.tensor;
    const { file, ...placement } = whole(
      { ...parameter, transposed: false, hfShape: place.shape ?? parameter.shape },
      tensor,
    );
    placements.push(placement);
    tensors.set(tensor, file);
  }
  return { placements, tensors };
}

/** Layout of an adapter that was read, checked against the hyper-parameters. @throws AdapterError */
export function hubLayoutOf(context: AdapterContext, hub: HubAdapter): Layout {
  const {
    method,
    hyperparameters: hp,
    anatomy: { dimensions: d },
  } = context;
  const theirs = hub.fusion === undefined ? hubMethodOf(hub.config, d.hidden).id : 'adapter-fusion';
  if (theirs !== method.id) throw new AdapterError(says.otherMethod({ theirs, method: method.id }));
  const difference = hubDifference(hub.config, hubConfig(method.id, d, hp), d.hidden);
  if (difference) throw new AdapterError(says.otherSettings({ method: method.id, difference }));
  if (method.id === 'unipelt' && hp.alpha !== hp.r)
    throw new AdapterError(says.gatesForAlpha({ alpha: Number(hp.alpha), r: Number(hp.r) }));
  return hubLayout(context, hub);
}
