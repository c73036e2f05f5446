/**
 * Every method on WebGPU, operator by operator: the graphs of whole runs are looked at (`graphsOfRuns.ts`), each kind
 * of node in them (`operatorKeys.ts`) runs once on the GPU, alone, and gives what WASM gives. So a method is proven
 * without being run.
 */
import { describe, expect, it } from 'vitest';
import { HyperparameterError } from '../src/methods/hyperparameters';
import { methods } from '../src/methods/registry';
import type { TaskId } from '../src/methods/taskId';
import { Graph } from '../src/onnx/graph';
import { inferTypes } from '../src/onnx/infer';
import type { Tensor } from '../src/onnx/tensor';
import type { Backend } from '../src/runtime/backend';
import { evaluate } from './evaluate';
import { graphsOfRun } from './graphsOfRuns';
import { narrow } from './methodCases';
import { keyOf, single, type Single } from './operatorKeys';
import { forms, graphOf, uses } from './packedParts';
import { runOn, SLOW, webgpu } from './webgpu';

/** Nodes that run in one session: creating one costs as much as some dozens of nodes. */
const TOGETHER = 40;

/** Optimisers and ways of updating, which methods take in turns: what they emit depends little on the method. */
const updates = [
  { kind: 'adamw' },
  { kind: 'sgd' },
  { kind: 'adafactor' },
  { kind: 'adamw', accumulation: 2 },
  { kind: 'adamw', clipNorm: 0 },
] as const;

/** Models for a task: decoders with learned and with rotary positions take turns. */
const modelsFor = (task: TaskId, i: number, encodes: boolean): readonly string[] => {
  if (task === 'seq2seq') return ['t5'];
  if (task !== 'causal-lm') return [encodes ? 'bert' : 'gpt2'];
  return i % 2 === 0 ? ['gpt2'] : ['llama', 'gpt2'];
};

/**
 * What a run of each method puts on the GPU: as a classifier on an encoder, on a decoder and on an encoder–decoder,
 * where it may stand elsewhere. The other tasks, which only put other heads on the same states, with one method.
 */
const plainRuns = methods.flatMap((method, i) =>
  method.tasks
    .filter((task) => method.id === 'lora' || ['classification', 'causal-lm', 'seq2seq'].includes(task))
    .filter((task) => task !== 'causal-lm' || method.kinds.includes('decoder'))
    .filter((task) => task !== 'seq2seq' || method.kinds.includes('encoder-decoder'))
    .map((task) => ({
      method: method.id as string,
      task,
      models: modelsFor(task, i, method.kinds.includes('encoder')),
      optimizer: updates[i % updates.length]!,
    })),
);

/** Every run; with packed weights, one for each width. */
const runs: typeof plainRuns = [
  ...plainRuns,
  { method: 'lora', task: 'classification', models: ['bert in 8 bits'], optimizer: updates[0] },
  { method: 'lora', task: 'causal-lm', models: ['gpt2 in 4 bits'], optimizer: updates[0] },
];

/** By key: a node of that kind, taken out of the first graph that had it, and who uses it. */
const kinds = new Map<string, { readonly node: Single; readonly usedBy: Set<string> }>();

function note(graph: Graph, user: string): void {
  for (const node of graph.nodes) {
    const key = keyOf(graph, node);
    const kind = kinds.get(key) ?? { node: single(graph, node, kinds.size + 1), usedBy: new Set<string>() };
    kind.usedBy.add(user);
    kinds.set(key, kind);
  }
}

async function collect(): Promise<void> {
  // What large models only have.
  for (const packed of Object.values(forms)) for (const use of uses) note(graphOf(packed, use, 500), 'a large table');
  for (const { method, task, models, optimizer } of runs) {
    for (const model of models) {
      const run = { task, method: { id: method, hyperparameters: narrow[method] ?? {} }, optimizer };
      const found = await graphsOfRun(model, run).catch((error: unknown) => {
        // Not for this model, and said in words: the next one.
        if (error instanceof HyperparameterError && model !== 'bert' && model !== 'gpt2') return undefined;
        throw error;
      });
      if (!found) continue;
      for (const { graph } of found) note(graph, `${method} on ${model}`);
      break;
    }
  }
}

/** Independent nodes as one graph, names kept apart. */
function together(singles: readonly Single[]): Single {
  const graph = new Graph();
  const feeds: Record<string, Tensor> = {};
  singles.forEach(({ graph: one, feeds: own }, k) => {
    const named = (value: string) => value && `${k}:${value}`;
    graph.opset = Math.max(graph.opset, one.opset);
    for (const [domain, version] of one.domains) graph.domains.set(domain, version);
    graph.inputs.push(...one.inputs.map((input) => ({ ...input, name: named(input.name) })));
    for (const [name, tensor] of one.initializers) graph.initializers.set(named(name), tensor);
    for (const [name, tensor] of Object.entries(own)) feeds[named(name)] = tensor;
    graph.outputs.push(...one.outputs.map(named));
    graph.nodes.push(
      ...one.nodes.map((node) => ({
        ...node,
        name: named(node.name),
        inputs: node.inputs.map(named),
        outputs: node.outputs.map(named),
      })),
    );
  });
  inferTypes(graph);
  return { graph, feeds };
}

/** What differs between two tensors, if anything does. */
function difference(expected: Tensor, found: Tensor): string | undefined {
  const [a, b] = [Array.from(expected.data as Float32Array, Number), Array.from(found.data as Float32Array, Number)];
  const exact = expected.dtype !== 'float32';
  const scale = a.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-3);
  // 5·10⁻⁴: sine and cosine of a software adapter are good to 1.5·10⁻⁴.
  const at = a.findIndex((v, i) => (exact ? v !== b[i] : !(Math.abs(v - b[i]!) <= 5e-4 * scale)));
  return at < 0 ? undefined : `element ${at} is ${b[at]} instead of ${a[at]}`;
}

/** Runs nodes in one session. @returns what is wrong, by place; a failure of the session by itself is thrown */
async function prove(backend: Backend, singles: readonly Single[]): Promise<(string | undefined)[]> {
  const { graph, feeds } = together(singles);
  const found = await runOn(backend, graph, feeds);
  const expected = await evaluate(graph, feeds);
  return singles.map((one, k) =>
    one.graph.outputs
      .map((out) => difference(expected[`${k}:${out}`]!, found[`${k}:${out}`]!))
      .find((problem) => problem !== undefined),
  );
}

/** By key: what is wrong with it. */
const wrong = new Map<string, string>();

describe('on WebGPU', () => {
  it(
    'every kind of node that a run has, of any method, runs on the GPU alone and agrees with WASM',
    async () => {
      await collect();
      const backend = await webgpu();
      const entries = [...kinds];
      for (let i = 0; i < entries.length; i += TOGETHER) {
        const some = entries.slice(i, i + TOGETHER);
        const problems = await prove(
          backend,
          some.map(([, kind]) => kind.node),
        ).catch(() => undefined);
        for (const [k, [key, kind]] of some.entries()) {
          // One of them can't be loaded or run: which one, is seen one by one.
          const problem = problems
            ? problems[k]
            : (await prove(backend, [kind.node]).catch((error: unknown) => [String(error)]))[0];
          if (problem) wrong.set(key, `${key}: ${problem} (used by ${[...kind.usedBy].slice(0, 4).join(', ')})`);
        }
      }
      expect([...wrong.values()]).toEqual([]);
    },
    SLOW,
  );

  it.each(methods.map(({ id }) => id))('%s has only kinds of nodes that were proven', (id) => {
    const own = [...kinds].filter(([, { usedBy }]) => [...usedBy].some((user) => user.startsWith(`${id} on `)));
    // A training graph of any method has at least these.
    expect(own.length).toBeGreaterThan(40);
    expect(own.flatMap(([key]) => wrong.get(key) ?? [])).toEqual([]);
  });
});
