/**
 * Where nodes are drawn. What runs forwards, the gradients and the optimiser are laid out side by side, each by dagre:
 * the gradients run upwards beside the forward pass that they follow back. Edges between the three, and long ones, do
 * not count for the layout: each would cost one invisible node a row, and hundreds of them make it crawl.
 */
import dagre from '@dagrejs/dagre';
import type { GraphNode } from '../../worker/protocol';

export interface Placed {
  /** Index of the node in the view. */
  readonly node: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Edge {
  /** Indices into the placed nodes. */
  readonly from: number;
  readonly to: number;
  /** Between two columns, or over many rows: drawn when one of its ends is chosen. */
  readonly far: boolean;
}

export interface Arrangement {
  readonly placed: readonly Placed[];
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
}

const HEIGHT = 26;
/** Rows that an edge may span and still count for the layout. */
const NEAR = 20;
/** Between two parts that are not connected. */
const BLOCK_GAP = 30;
/** Between two columns. */
const COLUMN_GAP = 120;

type Column = 'forward' | 'gradient' | 'optimizer';
export const columnOf = (kind: GraphNode['kind']): Column =>
  kind === 'gradient' || kind === 'optimizer' ? kind : 'forward';

/** Room for the operator's name. */
export const widthOf = (node: Pick<GraphNode, 'op'>, label: string): number =>
  Math.max(64, 7.2 * Math.max(node.op.length, label.length) + 18);

/** What is written on a node: the operator; for inputs and trained tensors their name. */
export const labelOf = ({ op, kind, outputs }: Pick<GraphNode, 'op' | 'kind' | 'outputs'>): string =>
  op === 'Input' || (kind === 'trained' && op !== 'Slice') ? (outputs[0] ?? op) : op;

/** @param nodes the view's nodes in topological order; only those whose kind is in `kinds` are placed */
export function arrange(nodes: readonly GraphNode[], kinds: ReadonlySet<GraphNode['kind']>): Arrangement {
  const shown = nodes.flatMap((node, i) => (kinds.has(node.kind) ? [i] : []));
  const placedAt = new Map(shown.map((node, i) => [node, i]));
  const producer = new Map<string, number>();
  nodes.forEach(({ outputs }, i) => {
    for (const value of outputs) producer.set(value, i);
  });

  // Rows from the start of the node's own column.
  const depth = new Array<number>(nodes.length).fill(0);
  const pairs: Pair[] = [];
  for (const to of shown) {
    for (const from of new Set(nodes[to]!.inputs.map((value) => producer.get(value)))) {
      if (from === undefined || !placedAt.has(from)) continue;
      pairs.push({ from, to });
      if (columnOf(nodes[from]!.kind) === columnOf(nodes[to]!.kind)) depth[to] = Math.max(depth[to]!, depth[from]! + 1);
    }
  }
  // What is computed from trained tensors alone (a slice, a transpose) has no row of its own either: it is drawn above
  // its first reader.
  const side = new Set<number>();
  for (const i of shown) {
    const { kind, inputs } = nodes[i]!;
    const makers = inputs.flatMap((value) => producer.get(value) ?? []);
    if (
      kind === 'trained' ||
      kind === 'input' ||
      (makers.length > 0 && makers.every((maker) => side.has(maker) && nodes[maker]!.kind !== 'input'))
    )
      side.add(i);
  }
  const first = new Map<number, number>();
  const inColumn = ({ from, to }: Pair) => columnOf(nodes[from]!.kind) === columnOf(nodes[to]!.kind);
  for (const pair of pairs)
    if (inColumn(pair) && (!first.has(pair.from) || depth[pair.to]! < depth[first.get(pair.from)!]!))
      first.set(pair.from, pair.to);
  const near = (pair: Pair) =>
    inColumn(pair) &&
    (side.has(pair.from)
      ? first.get(pair.from) === pair.to || nodes[pair.to]!.kind === 'trained'
      : depth[pair.to]! - depth[pair.from]! <= NEAR);

  const placed = new Array<Placed>(shown.length);
  const columns: {
    readonly column: Column;
    readonly boxes: Placed[];
    readonly width: number;
    readonly height: number;
  }[] = [];
  for (const column of ['forward', 'gradient', 'optimizer'] as const) {
    const members = shown.filter((i) => columnOf(nodes[i]!.kind) === column);
    if (members.length === 0) continue;
    const joined = pairs.filter((pair) => columnOf(nodes[pair.to]!.kind) === column && near(pair));
    columns.push({
      column,
      ...shelve(
        partsOf(members, joined).map(({ ids, edges }) =>
          layOut(ids, edges, nodes, column === 'gradient' ? 'BT' : 'TB'),
        ),
      ),
    });
  }
  const height = Math.max(1, ...columns.map((column) => column.height));
  let left = 0;
  for (const { column, boxes, width, height: own } of columns) {
    // The backward pass starts where the forward pass ends: at the bottom.
    const top = column === 'gradient' ? height - own : 0;
    for (const box of boxes) placed[placedAt.get(box.node)!] = { ...box, x: left + box.x, y: top + box.y };
    left += width + COLUMN_GAP;
  }
  return {
    placed,
    edges: pairs.map((pair) => ({ from: placedAt.get(pair.from)!, to: placedAt.get(pair.to)!, far: !near(pair) })),
    width: Math.max(1, left - COLUMN_GAP),
    height,
  };
}

interface Pair {
  readonly from: number;
  readonly to: number;
}
interface Block {
  readonly boxes: Placed[];
  readonly width: number;
  readonly height: number;
}

/** Connected parts, in the order of their first node. */
function partsOf(
  members: readonly number[],
  edges: readonly Pair[],
): { readonly ids: number[]; readonly edges: Pair[] }[] {
  const parent = new Map(members.map((i) => [i, i]));
  const root = (i: number): number => {
    let at = i;
    while (parent.get(at) !== at) at = parent.get(at)!;
    parent.set(i, at);
    return at;
  };
  for (const { from, to } of edges) parent.set(root(to), root(from));
  const parts = new Map<number, { ids: number[]; edges: Pair[] }>();
  for (const i of members) {
    const part = parts.get(root(i)) ?? { ids: [], edges: [] };
    part.ids.push(i);
    parts.set(root(i), part);
  }
  for (const edge of edges) parts.get(root(edge.to))!.edges.push(edge);
  return [...parts.values()];
}

function layOut(
  ids: readonly number[],
  edges: readonly Pair[],
  nodes: readonly GraphNode[],
  rankdir: 'TB' | 'BT',
): Block {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir, ranker: 'longest-path', nodesep: 16, ranksep: 26, edgesep: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const i of ids) graph.setNode(String(i), { width: widthOf(nodes[i]!, labelOf(nodes[i]!)), height: HEIGHT });
  for (const { from, to } of edges) graph.setEdge(String(from), String(to));
  dagre.layout(graph);
  const boxes = ids.map((node): Placed => {
    const { x, y, width } = graph.node(String(node)) as { x: number; y: number; width: number };
    return { node, x: x - width / 2, y: y - HEIGHT / 2, width, height: HEIGHT };
  });
  return {
    boxes,
    width: Math.max(...boxes.map((box) => box.x + box.width)),
    height: Math.max(...boxes.map((box) => box.y + HEIGHT)),
  };
}

/** Puts blocks into rows: the largest first, the others below it, as wide as it is or as a square of all would be. */
function shelve(blocks: readonly Block[]): Block {
  const sorted = [...blocks].sort((a, b) => b.height - a.height);
  const area = blocks.reduce((sum, block) => sum + (block.width + BLOCK_GAP) * (block.height + BLOCK_GAP), 0);
  const limit = Math.max(sorted[0]!.width, Math.sqrt(area / 2));
  const boxes: Placed[] = [];
  let [x, y, row, width] = [0, 0, 0, 0];
  for (const block of sorted) {
    if (x > 0 && x + block.width > limit) [x, y, row] = [0, y + row + BLOCK_GAP, 0];
    for (const box of block.boxes) boxes.push({ ...box, x: x + box.x, y: y + box.y });
    width = Math.max(width, x + block.width);
    x += block.width + BLOCK_GAP;
    row = Math.max(row, block.height);
  }
  return { boxes, width, height: y + row };
}
