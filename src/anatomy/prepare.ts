/** From a loaded model to its canonical graph and its parts, for one size: the one way in for training, counting and drawing. */
import { prepareModel } from '../onnx/canonicalise';
import type { Graph } from '../onnx/graph';
import { inputRoles } from '../onnx/inputs';
import type { Size } from '../onnx/specialise';
import type { Anatomy, Finding } from './anatomy';
import { describe } from './describe';
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
 * @throws ModelFileError, InferenceError, AnatomyError: sentences for the user
 */
export function prepareBase({ graph: source, config }: ModelSource, size: Size): Base {
  const graph = prepareModel(source, size, positionRule(config));
  const anatomy = describe(graph, config);
  return {
    graph,
    anatomy: { ...anatomy, missing: [...anatomy.missing, ...doubtfulPositions(source, anatomy, config)] },
  };
}

/** Without a configuration a file does not say where the positions begin that it takes as an input. */
function doubtfulPositions(source: Graph, anatomy: Anatomy, config: ModelSource['config']): Finding[] {
  const told = typeof config?.model_type === 'string';
  const asked = [...inputRoles(source.inputs).values()].includes('positions');
  if (told || !asked || !anatomy.embeddings.position || anatomy.dimensions.kind === 'decoder') return [];
  return [
    {
      part: 'positions',
      message:
        'The model takes position_ids, and without config.json nothing says where they begin; they are counted from 0, which is wrong for RoBERTa and its relatives. Add the config.json that belongs to the model.',
    },
  ];
}
