/** Answers to questions about what is inside a run, ready to be sent and drawn. */
import { MessageError } from '../messages/message';
import type { Graph, Node } from '../onnx/graph';
import type { Run } from '../training/run';
import type { ActiveRun } from './activeRun';
import { says } from './messages';
import { pictureOf } from './picture';
import type { GraphNode, GraphView, Iteration, TensorReport } from './protocol';

export async function inspectTensor(run: Run, wanted: string): Promise<TensorReport> {
  const {
    parameter: { name, shape, group, layer },
    step,
    values,
    start,
    gradient,
  } = await run.observer.tensor(wanted);
  return {
    name,
    shape,
    group,
    ...(layer !== undefined && { layer }),
    step,
    values: pictureOf(values, shape),
    change: pictureOf(
      values.map((value, i) => value - start[i]!),
      shape,
    ),
    ...(gradient && { gradient: pictureOf(gradient, shape) }),
  };
}

/** The graph as plain data for drawing. */
export function viewGraph(run: Run, which: 'textbook' | 'running'): GraphView {
  const { graphs } = run.observer;
  return viewOf(graphs[which], new Set(graphs.parameters.map((p) => p.name)));
}

export function viewOf(graph: Graph, trained: ReadonlySet<string>): GraphView {
  const values: Record<string, { type: string; frozen?: boolean }> = {};
  const tell = (value: string) => {
    const constant = graph.initializers.get(value);
    const type = constant ? { dtype: constant.dtype, shape: constant.dims } : graph.types.get(value);
    values[value] ??= {
      type: type ? `${type.dtype} (${type.shape.join(', ')})` : '',
      ...(constant && { frozen: true }),
    };
  };
  const cut = cuts(graph, trained);
  const nodes = graph.inputs.map(({ name }): GraphNode => ({
    name,
    op: 'Input',
    kind: trained.has(name) || cut.buffers.has(name) ? 'trained' : 'input',
    inputs: [],
    outputs: [name],
  }));
  for (const node of graph.nodes) {
    const { name, op, role, module, inputs, outputs } = node;
    nodes.push({
      name,
      op,
      kind: cut.nodes.has(node) ? 'trained' : role,
      ...(module && { module }),
      inputs: inputs.filter(Boolean),
      outputs: outputs.filter(Boolean),
    });
  }
  for (const { inputs, outputs } of nodes) for (const value of [...inputs, ...outputs]) tell(value);
  return { nodes, values };
}

/** Nodes that only cut a trained tensor out of a shared buffer (a slice, given its shape), and those buffers. */
function cuts(
  graph: Graph,
  trained: ReadonlySet<string>,
): { readonly nodes: ReadonlySet<Node>; readonly buffers: ReadonlySet<string> } {
  const producers = graph.producers();
  const nodes = new Set<Node>();
  const buffers = new Set<string>();
  for (const name of trained) {
    let at = name;
    for (
      let node = producers.get(at);
      node && (node.op === 'Slice' || node.op === 'Reshape');
      node = producers.get(at)
    ) {
      nodes.add(node);
      at = node.inputs[0]!;
    }
    if (at !== name && graph.isInput(at)) buffers.add(at);
  }
  return { nodes, buffers };
}

/** Steps that may pass until one moves something. */
const MOST_SKIPPED = 8;

/** One update that moves something, with the loss of its batch before and after it. Training must stand still. */
export async function walk(active: ActiveRun): Promise<Iteration> {
  const { run, tokenizer, labels } = active;
  const { observer, config } = run;
  let skipped = 0;
  let shown = await one();
  // A step at the warm-up's rate of 0, or out of a method's turn, moves nothing and shows nothing.
  while (!shown.moved && skipped < MOST_SKIPPED && observer.nextBatches()) {
    skipped++;
    shown = await one();
  }
  const { batches, before, record, norms, after } = shown;

  async function one() {
    const batches = observer.nextBatches();
    if (!batches) throw new MessageError(run.stepsDone >= config.steps ? says.runIsOver : says.phaseIsOver);
    const before = await observer.lossOf(batches);
    const record = await active.step();
    const norms = await observer.norms();
    const moved =
      record.learningRate > 0 &&
      (!norms || [...norms.layers, norms.shared, norms.head].some((part) => (part?.update ?? 0) > 0));
    return { batches, before, record, norms, moved, after: await observer.lossOf(batches) };
  }

  const [first] = batches;
  const { sequenceLength } = config;
  const ids = [...first!.ids.subarray(0, sequenceLength)].filter((_, i) => first!.mask[i] === 1);
  const label =
    config.task === 'classification'
      ? labels[first!.labels[0]!]
      : config.task === 'regression'
        ? String(first!.labels[0])
        : undefined;
  return {
    skipped,
    record,
    before: before.loss,
    after: after.loss,
    example: {
      text: tokenizer.decode(ids),
      tokens: ids.map((id) => tokenizer.token(id)),
      ...(label !== undefined && { label }),
    },
    rows: batches.reduce((sum, batch) => sum + batch.rows, 0),
    tokens: batches.reduce((sum, batch) => sum + batch.mask.reduce((a, b) => a + b, 0), 0),
    ...(norms && { norms }),
  };
}
