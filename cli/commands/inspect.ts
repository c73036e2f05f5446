/** `inspect`: what a model is made of, and what of it can't be trained. */
import { poisonWarning } from '../../src/interchange/poisonedModel';
import { inEnglish, type Message } from '../../src/messages/message';
import type { Command } from 'commander';
import type { Anatomy, Dimensions, Finding } from '../../src/anatomy/anatomy';
import { dimensionsOf } from '../../src/anatomy/dimensions';
import { summarise, type Part } from '../../src/anatomy/summary';
import { differentiableOps, layerInName } from '../../src/autodiff/reverse';
import { tasksOf } from '../../src/methods/applicability';
import { rowsOf, tokenizerOf, type LoadedModel } from '../../src/interchange/modelFolder';
import type { Graph } from '../../src/onnx/graph';
import { unsupportedNodes } from '../../src/onnx/support';
import { openModel } from '../files';
import { report, table, type Io } from '../io';
import { describeModel } from '../session';
import { jsonOption } from '../settings';

interface UnsupportedOp {
  readonly op: string;
  readonly node: string;
  readonly layer: number | null;
  readonly reason: string;
}

/** A finding in English. */
interface Missing {
  readonly part: string;
  readonly message: string;
}

type Worded = Omit<Dimensions, 'gaps'> & { readonly gaps?: Readonly<Record<string, string | number>> };

interface Report {
  readonly parts: readonly Part[];
  readonly missing: readonly Missing[];
  readonly unsupported: readonly UnsupportedOp[];
  readonly nodes: { readonly file: number; readonly canonical: number | null };
  readonly tasks: readonly string[];
  readonly dimensions?: Worded;
}

/** Nodes without a reader, a GPU kernel or a gradient rule. */
function unsupported(graph: Graph, prepared: boolean): UnsupportedOp[] {
  const found = unsupportedNodes(graph).map(({ op, node, reason, module }) => ({
    op,
    node,
    layer: layerInName(node) ?? layerInName(module ?? '') ?? null,
    reason: inEnglish(reason),
  }));
  if (!prepared) return found;
  const differentiable = new Set(differentiableOps);
  const float = (value: string) => graph.types.get(value)?.dtype === 'float32';
  const gradientless = graph.nodes.filter(
    (n) => n.outputs.some(float) && n.inputs.some(float) && !differentiable.has(n.op),
  );
  return [
    ...found,
    ...gradientless.map((n) => ({
      op: n.op,
      node: n.name,
      layer: layerInName(n.name) ?? null,
      reason: `Operator ${n.op} has no gradient rule: only tensors above this node can be trained.`,
    })),
  ];
}

const inWords = ({ part, message }: Finding): Missing => ({ part, message: inEnglish(message) });

/** Sizes, with the gaps in English. */
const worded = ({ gaps, ...sizes }: Dimensions): Worded => ({
  ...sizes,
  ...(gaps && {
    gaps: Object.fromEntries(
      Object.entries(gaps as Readonly<Record<string, Message | number>>).map(([gap, told]) => [
        gap,
        typeof told === 'number' ? told : inEnglish(told),
      ]),
    ),
  }),
});

/** Tokens without a row in the embedding; what else is wrong with a tokenizer is told where it is used. */
function tokensBeyond(model: LoadedModel, anatomy: Anatomy): Missing[] {
  if (!model.tokenizerFiles.tokenizer) return [];
  try {
    const { beyond } = tokenizerOf(model, rowsOf(anatomy));
    return beyond ? [{ part: 'tokenizer', message: inEnglish(beyond) }] : [];
  } catch (error) {
    return [{ part: 'tokenizer', message: (error as Error).message }];
  }
}

function examine(model: LoadedModel): Report {
  const file = model.graph.nodes.length;
  const unreadable = unsupported(model.graph, false);
  try {
    const { graph, anatomy } = describeModel(model);
    return {
      parts: summarise(anatomy, (initializer) => graph.shapeOf(initializer)),
      missing: [...anatomy.missing.map(inWords), ...tokensBeyond(model, anatomy)],
      dimensions: worded(anatomy.dimensions),
      unsupported: [...unreadable, ...unsupported(graph, true)],
      nodes: { file, canonical: graph.nodes.length },
      tasks: tasksOf(anatomy.dimensions),
    };
  } catch (error) {
    // A model with unknown operators is still worth a report: it says which ones.
    if (unreadable.length === 0) throw error;
    let dimensions: Worded | undefined;
    try {
      dimensions = model.config && worded(dimensionsOf(model.config));
    } catch {
      dimensions = undefined; // config.json of an unknown family
    }
    return {
      parts: [],
      missing: [{ part: 'graph', message: (error as Error).message }],
      unsupported: unreadable,
      nodes: { file, canonical: null },
      tasks: [],
      ...(dimensions ? { dimensions } : {}),
    };
  }
}

export async function inspect(name: string) {
  const model = await openModel(name);
  const { dimensions: d, parts, missing, unsupported: ops, nodes, tasks } = examine(model);
  const poisoned = poisonWarning(model.graph);
  return {
    family: d?.family ?? 'unknown',
    kind: d?.kind ?? null,
    layers: d?.layers ?? null,
    hidden: d?.hidden ?? null,
    heads: d?.heads ?? null,
    intermediate: d?.intermediate ?? null,
    vocabulary: d?.vocabulary ?? null,
    parameters: d?.parameters ?? null,
    maxPositions: d && Number.isFinite(d.maxPositions) ? d.maxPositions : null,
    bytes: model.bytes,
    nodes,
    parts,
    missing,
    ...(poisoned && { poisoned: inEnglish(poisoned) }),
    unsupported: ops,
    tasks,
  };
}

export function addInspect(program: Command, io: Io): void {
  program
    .command('inspect')
    .description('show the parts of a model')
    .argument('<model>', 'a folder, the name of a bundled model, an .onnx file, or an address (hf:owner/name)')
    .addOption(jsonOption())
    .action(async (name: string, options: { json?: boolean }) => {
      report(io, options.json === true, await inspect(name), (r) =>
        [
          `${name}: ${r.family} ${r.kind ?? ''}, ${r.layers} layers, hidden ${r.hidden}, ${r.heads} heads, ffn ` +
            `${r.intermediate}, vocabulary ${r.vocabulary?.toLocaleString('en-US')}`,
          `${r.parameters?.toLocaleString('en-US')} parameters; ${r.nodes.file} nodes in the file, ` +
            `${r.nodes.canonical ?? '–'} after lowering`,
          '',
          table(
            ['part', 'path', 'shape', 'bias'],
            r.parts.map((p) => [p.part, p.path, p.shape.join(' × '), p.bias ? 'yes' : '']),
          ),
          '',
          ...(r.poisoned === undefined ? [] : [`warning: ${r.poisoned}`]),
          ...r.missing.map((m) => `missing: ${m.part}: ${m.message}`),
          r.unsupported.length === 0
            ? 'Every operator can be trained through and runs on the GPU.'
            : table(
                ['unsupported op', 'node', 'layer', 'reason'],
                r.unsupported.map((u) => [u.op, u.node, u.layer === null ? '' : String(u.layer), u.reason]),
              ),
        ].join('\n'),
      );
    });
}
