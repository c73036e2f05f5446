/**
 * From a loaded model to its canonical graph and its parts, for one size: the one way in for training, counting and
 * drawing.
 */
import { says } from './messages';
import { prepareModel } from '../onnx/canonicalise';
import type { Graph } from '../onnx/graph';
import { inputRoles } from '../onnx/inputs';
import type { Size } from '../onnx/specialise';
import type { Anatomy, Finding } from './anatomy';
import { describe } from './describe';
import { checkSize, fixedSizeTold } from './fixedSize';
import { positionRule } from './positions';

/** What a model is made of, as loaded. */
export interface ModelSource {
  /** As decoded from the file. Never changed. */
  readonly graph: Graph;
  /** config.json, where there is one. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}

export interface Base {
  readonly graph: Graph;
  readonly anatomy: Anatomy;
}

/**
 * The canonical graph of a model for `size`, and its anatomy. Position inputs are made as the model's family counts.
 * @throws ModelFileError, InferenceError, AnatomyError
 */
export function prepareBase({ graph: source, config }: ModelSource, size: Size): Base {
  checkSize(source, size);
  const graph = prepareModel(source, size, positionRule(config));
  const described = describe(graph, config);
  const anatomy = described.inputs.mask ? described : withoutMask(graph, described);
  return {
    graph,
    anatomy: {
      ...anatomy,
      missing: [...anatomy.missing, ...doubtfulPositions(source, anatomy, config), ...fixedSize(source)],
    },
  };
}

function fixedSize(source: Graph): Finding[] {
  const message = fixedSizeTold(source);
  return message ? [{ part: 'size', message }] : [];
}

/**
 * A file without a mask input. In a decoder no word sees what comes after it, so padding on the right changes nothing,
 * and the mask only tells the head where a text ends; an encoder would read the padding.
 */
function withoutMask(graph: Graph, anatomy: Anatomy): Anatomy {
  if (anatomy.dimensions.kind === 'encoder')
    return {
      ...anatomy,
      missing: [
        ...anatomy.missing,
        {
          part: 'attention_mask',
          message: says.noMask,
        },
      ],
    };
  const mask = graph.types.has('attention_mask') ? 'text_mask' : 'attention_mask';
  const { dims } = graph.inputs.find(({ name }) => name === anatomy.inputs.ids)!;
  graph.inputs.push({ name: mask, dtype: 'int32', dims });
  graph.types.set(mask, { dtype: 'int32', shape: dims as number[] });
  return { ...anatomy, inputs: { ...anatomy.inputs, mask } };
}

/** Without a configuration a file does not say where the positions begin that it takes as an input. */
function doubtfulPositions(source: Graph, anatomy: Anatomy, config: ModelSource['config']): Finding[] {
  const told = typeof config?.model_type === 'string';
  const asked = [...inputRoles(source.inputs).values()].includes('positions');
  if (told || !asked || !anatomy.embeddings.position || anatomy.dimensions.kind === 'decoder') return [];
  return [
    {
      part: 'positions',
      message: says.doubtfulPositions,
    },
  ];
}
