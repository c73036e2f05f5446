/** From an exported graph to the canonical one: fixed sizes, few primitive operators, readable weights. */
import { says } from './messages';
import { MessageError } from '../messages/message';
import { ModelFileError } from './codec';
import type { Graph } from './graph';
import { mergeCommon, unlessWeight } from './common';
import { inferTypes, toldAt } from './infer';
import { rewrite, RuleError } from './rewriter';
import { cleanup } from './simplify/cleanup';
import { broadcastRules, shrinkConstants } from './simplify/broadcast';
import { geluRules } from './simplify/gelu';
import { clampFills, masksToFloat } from './simplify/masks';
import { normRules } from './simplify/norms';
import { nameWeights, tieWeights, weightRules } from './simplify/weights';
import { usableInputs, type PositionRule } from './inputs';
import { specialise, type Size } from './specialise';

/** The outputs that training starts from, in the order of preference. */
const mainOutputs = ['logits', 'last_hidden_state'];

/**
 * The canonical form of a specialised, typed graph. Its vocabulary is in `support.ts`; what can be relied on:
 *
 * - a linear layer is `MatMul(x, W)` with W an initialiser (in, out), then `Add(·, bias)`, on (B, T, ·) without
 *   reshapes around it; a tied output embedding is `MatMul(h, Transpose(table))`;
 * - normalisation is one LayerNormalization (axis −1), or RMS norm as
 *   `Mul(x,x) → ReduceMean → Add(ε) → Sqrt → Div(x,·) → Mul(·,gain)`; GELU is one Gelu; SiLU is `Mul(x, Sigmoid(x))`;
 * - attention: between `MatMul(q, kᵀ)` and Softmax stand only `Mul` by a scalar (Gemma 2: around a `Tanh`)
 *   and `Add` of additive fp32 masks, which hold 0 and −10⁹. The factor 1/√dh sits on the scores or on the queries,
 *   as exported, never on the keys;
 * - repeated key and value heads (grouped queries) are `Reshape → Expand → Reshape`; rotary tables are constants and
 *   the rotation is `x·cos + Concat(Neg(Slice), Slice)·sin`;
 * - squeezes are Reshapes; int64 occurs in constants only, as shapes, axes and bounds.
 */
export function canonicalise(graph: Graph): Graph {
  const result = graph.clone();
  result.sort();
  result.prune();
  inferTypes(result);
  mergeCommon(result, unlessWeight);
  tieWeights(result);
  inferTypes(result);
  rewrite(result, cleanup);
  rewrite(result, geluRules);
  mergeCommon(result, unlessWeight);
  rewrite(result, normRules);
  masksToFloat(result);
  shrinkConstants(result);
  rewrite(result, broadcastRules);
  clampFills(result);
  rewrite(result, cleanup);
  rewrite(result, weightRules);
  mergeCommon(result, unlessWeight);
  nameWeights(result);
  result.sort();
  result.prune();
  inferTypes(result);
  return result;
}

/**
 * A decoded model, made ready for one batch size and sequence length: specialised and canonical, with its main output
 * only (`logits`, `last_hidden_state`, or the first output of rank 3), under its own name. Pure; weights are shared
 * between results for different sizes.
 * @param positions how the model counts positions that are an input of the file
 * @throws ModelFileError or InferenceError as a sentence that names the node and operator.
 */
export function prepareModel(source: Graph, size: Size, positions: PositionRule = { start: 0 }): Graph {
  try {
    return prepared(source, size, positions);
  } catch (error) {
    if (error instanceof MessageError) throw error;
    // What no exporter writes: a rule took something for granted, such as an attribute that is not there.
    const told = error instanceof RuleError ? toldAt(error.node, error.cause, []) : says.graphUnreadable;
    throw new ModelFileError(told, { cause: error });
  }
}

function prepared(source: Graph, size: Size, positions: PositionRule): Graph {
  const named = mainOutputs.find((name) => source.outputs.includes(name));
  const wanted = source.clone();
  if (named) wanted.outputs = [named];
  wanted.prune();
  wanted.inputs = usableInputs(wanted);
  const graph = specialise(wanted, size, positions);
  const at = named ? 0 : graph.outputs.findIndex((out) => graph.shapeOf(out).length === 3);
  if (at < 0) throw new ModelFileError(says.noOutput({ outputs: { list: source.outputs } }));
  const name = wanted.outputs[at]!;
  graph.outputs = [graph.outputs[at]!];
  const result = canonicalise(graph);
  renameOutput(result, name);
  return result;
}

/** Gives the graph's only output the name it had in the file. */
function renameOutput(graph: Graph, name: string): void {
  const [value] = graph.outputs as [string];
  if (value === name || graph.types.has(name)) return;
  const swap = (v: string) => (v === value ? name : v);
  for (const node of graph.nodes) {
    node.inputs = node.inputs.map(swap);
    node.outputs = node.outputs.map(swap);
  }
  graph.types.set(name, graph.typeOf(value));
  graph.types.delete(value);
  graph.outputs = [name];
}
