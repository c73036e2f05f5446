/** Layout of a method's tensors in adapter files: HF PEFT's where PEFT has the method, plain names otherwise. */
import type { Anatomy, Linear } from '../anatomy/anatomy';
import type { Hyperparameters, Parameter } from '../methods/contract';
import { tiedRows } from './peftModules';
import { matrixOf, type FileTensor, type Layout, type Placement } from './layout';

/** Prompt-learning methods wrap the model once, tuners twice: that decides the head's prefix. */
const promptTypes = new Set(['PROMPT_TUNING', 'PREFIX_TUNING', 'MULTITASK_PROMPT_TUNING', 'CPT']);

/** Changes to the method's `peftConfig` that a layout with merged tensors needs. */
export type PeftPatch = Readonly<Record<string, unknown>>;

export interface PeftLayout extends Layout {
  readonly patch: PeftPatch;
}

/** A block before its tensor's full shape is known. */
export interface Block extends Placement {
  readonly file: FileTensor;
}

/** `base_model.model.bert.encoder.layer.0.…`: what PEFT puts before a module's path. */
const tunerPrefix = 'base_model.model.';

/**
 * Where each parameter goes in the file.
 * @param peftType of the method's PEFT configuration; undefined: our own format, plain state-dict names.
 * @returns undefined when PEFT's format has no place for one of them.
 */
export function layoutOf(
  anatomy: Anatomy,
  hp: Hyperparameters,
  parameters: readonly Parameter[],
  peftType: string | undefined,
): PeftLayout | undefined {
  const headPrefix = peftType === undefined ? '' : promptTypes.has(peftType) ? 'base_model.' : tunerPrefix;
  const tensors = new Map<string, FileTensor>();
  const placements: Placement[] = [];
  const parts: Parameter[] = [];
  for (const parameter of parameters) {
    if (parameter.hfName !== undefined || peftType === undefined) {
      const block = whole(
        parameter,
        (parameter.group === 'head' ? headPrefix : '') + (parameter.hfName ?? parameter.name),
      );
      placements.push(block);
      tensors.set(block.tensor, block.file);
    } else {
      parts.push(parameter);
    }
  }
  const { blocks, patch } =
    peftType === 'LORA'
      ? fusedLora(anatomy, parts, hp)
      : peftType === 'IA3'
        ? fusedIa3(anatomy, parts)
        : { blocks: [], patch: {} };
  // An update of a whole fused projection has its name already, and one of its columns would need another scale.
  if (blocks.some((block) => tensors.has(block.tensor))) return undefined;
  for (const block of blocks) {
    placements.push(block);
    tensors.set(block.tensor, block.file);
  }
  const twin = peftType === 'TRAINABLE_TOKENS' && anatomy.languageModelHead?.tied;
  for (const block of twin ? placements.filter(({ tensor }) => tensor.endsWith('.trainable_tokens_delta')) : []) {
    placements.push({ ...block, tensor: tiedRows });
    tensors.set(tiedRows, tensors.get(block.tensor)!);
  }
  const placed = new Set(placements.map((p) => p.parameter));
  return parts.every((p) => placed.has(p.name)) ? { placements, tensors, patch } : undefined;
}

/** A whole tensor of the file for one parameter. */
export function whole(parameter: Parameter, tensor: string): Block {
  const shape = parameter.hfShape ?? (parameter.transposed ? [...parameter.shape].reverse() : parameter.shape);
  const [rows, columns] = matrixOf(shape);
  return {
    parameter: parameter.name,
    shape: parameter.shape,
    tensor,
    row: 0,
    column: 0,
    rows,
    columns,
    transposed: parameter.transposed === true,
    ...(parameter.offset !== undefined && { offset: parameter.offset }),
    file: { shape, fill: 0 },
  };
}

/** A parameter's layer, its site, and the columns of the fused linear that the site covers. */
function fusedSite(
  anatomy: Anatomy,
  parameter: Parameter,
): { linear: Linear; start: number; end: number; site: 'q' | 'k' | 'v' } | undefined {
  const [, index, site] = /^layer\.(\d+)\.([qkv])\./.exec(parameter.name) ?? [];
  const layer = anatomy.layers.find((one) => one.index === Number(index));
  if (!layer || (site !== 'q' && site !== 'k' && site !== 'v')) return undefined;
  return { ...layer.attention[site], site };
}

/**
 * Separate updates of q, k and v of one fused linear as one update of rank n·r: A stacks the A's, B holds the B's as
 * blocks. PEFT scales by α′/r′, so α′ = n·α keeps the factor (√n·α with rsLoRA, which divides by √r′).
 */
function fusedLora(
  anatomy: Anatomy,
  parts: readonly Parameter[],
  hp: Hyperparameters,
): { blocks: Block[]; patch: PeftPatch } {
  const r = Number(hp.r);
  const groups = new Map<string, { parameter: Parameter; linear: Linear; start: number; end: number }[]>();
  for (const parameter of parts) {
    const site = fusedSite(anatomy, parameter);
    if (!site) continue;
    const list = groups.get(site.linear.path);
    const entry = { parameter, linear: site.linear, start: site.start, end: site.end };
    if (list) list.push(entry);
    else groups.set(site.linear.path, [entry]);
  }
  const blocks: Block[] = [];
  const rank: Record<string, number> = {};
  const alpha: Record<string, number> = {};
  for (const [path, group] of groups) {
    const starts = [...new Set(group.map((g) => g.start))].sort((a, b) => a - b);
    const total = starts.length * r;
    for (const { parameter, linear, start, end } of group) {
      const at = starts.indexOf(start) * r;
      const name = (matrix: string) => `${tunerPrefix}${anatomy.prefix}${path}.lora_${matrix}.weight`;
      // DoRA's magnitudes of the columns without an update have no place in ours, so such an adapter is no PEFT
      // adapter.
      if (parameter.name.endsWith('lora_magnitude')) continue;
      const common = { parameter: parameter.name, shape: parameter.shape, transposed: false };
      blocks.push(
        parameter.name.endsWith('lora_A')
          ? {
              ...common,
              tensor: name('A'),
              row: at,
              column: 0,
              rows: r,
              columns: linear.inFeatures,
              file: { shape: [total, linear.inFeatures], fill: 0 },
            }
          : {
              ...common,
              tensor: name('B'),
              row: start,
              column: at,
              rows: end - start,
              columns: r,
              file: { shape: [linear.outFeatures, total], fill: 0 },
            },
      );
    }
    rank[path] = total;
    alpha[path] = Number(hp.alpha) * (hp.rslora === true ? Math.sqrt(starts.length) : starts.length);
  }
  return { blocks, patch: groups.size > 0 ? { rank_pattern: rank, alpha_pattern: alpha } : {} };
}

/** PEFT scales all outputs of a fused linear; what we leave alone stays 1. */
function fusedIa3(anatomy: Anatomy, parts: readonly Parameter[]): { blocks: Block[]; patch: PeftPatch } {
  const blocks = parts.flatMap((parameter): Block[] => {
    const site = fusedSite(anatomy, parameter);
    if (!site) return [];
    const { linear, start, end } = site;
    return [
      {
        parameter: parameter.name,
        shape: parameter.shape,
        tensor: `${tunerPrefix}${anatomy.prefix}${linear.path}.ia3_l`,
        row: start,
        column: 0,
        rows: end - start,
        columns: 1,
        transposed: false,
        file: { shape: [linear.outFeatures, 1], fill: 1 },
      },
    ];
  });
  return { blocks, patch: {} };
}
