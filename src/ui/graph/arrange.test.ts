/**
 * The arrangement of a real training graph: everything asked for is placed once, nothing overlaps, data flows down,
 * gradients up.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveHyperparameters } from '../../methods/hyperparameters';
import { methodById } from '../../methods/registry';
import { decodeModel } from '../../onnx/codec';
import { taskById } from '../../tasks/registry';
import { assembleTraining } from '../../training/assembleTraining';
import { viewOf } from '../../worker/inspection';
import type { GraphNode, GraphView } from '../../worker/protocol';
import { arrange, columnOf } from './arrange';
import { centred, fitted, zoomed } from './camera';
import { nodeAt } from './paint';

const forward: readonly GraphNode['kind'][] = ['base', 'input', 'trained', 'method', 'task'];
let view: GraphView;
beforeAll(() => {
  const method = methodById('lora');
  const graphs = assembleTraining(
    {
      model: {
        graph: decodeModel(readFileSync('models/tiny-encoder/onnx/model.onnx')),
        config: JSON.parse(readFileSync('models/tiny-encoder/config.json', 'utf8')) as Record<string, unknown>,
      },
      method,
      hyperparameters: resolveHyperparameters(method, {}),
      task: taskById('classification'),
      taskOptions: { labels: ['a', 'b'] },
      batch: 2,
      sequence: 8,
      seed: 1,
    },
    { kind: 'adamw', clipNorm: 1, accumulation: 1 },
  );
  view = viewOf(graphs.textbook, new Set(graphs.parameters.map((p) => p.name)));
});

describe('arrange', () => {
  it('places what is asked for, each node once, none on another', () => {
    for (const kinds of [forward, [...forward, 'gradient', 'optimizer'] as const]) {
      const { placed, width, height } = arrange(view.nodes, new Set(kinds));
      expect(placed.map(({ node }) => node)).toEqual(
        view.nodes.flatMap((node, i) => (kinds.includes(node.kind) ? [i] : [])),
      );
      expect(
        placed.filter((a) => a.x < 0 || a.y < 0 || a.x + a.width > width + 1e-6 || a.y + a.height > height + 1e-6),
      ).toEqual([]);
      expect(
        placed.filter((a, i) =>
          placed
            .slice(0, i)
            .some((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height),
        ),
      ).toEqual([]);
    }
  });

  it('lets near edges run down, those of gradients up; the others are far', () => {
    const { placed, edges } = arrange(view.nodes, new Set([...forward, 'gradient', 'optimizer']));
    expect(edges.length).toBeGreaterThan(placed.length);
    for (const { from, to, far } of edges) {
      const [a, b] = [placed[from]!, placed[to]!];
      const [first, second] = [columnOf(view.nodes[a.node]!.kind), columnOf(view.nodes[b.node]!.kind)];
      if (first !== second) expect(far).toBe(true);
      else if (!far) expect(first === 'gradient' ? a.y > b.y : a.y < b.y).toBe(true);
    }
  });

  it('keeps the adapters beside the layers that they change', () => {
    const { placed, edges } = arrange(view.nodes, new Set(forward));
    // What is made of trained tensors is drawn next to what reads it, however far down that is.
    const leads = new Set(edges.flatMap(({ from, far }) => (far ? [] : [from])));
    const adrift = placed.flatMap(({ node }, i) => {
      const { kind, name } = view.nodes[node]!;
      return (kind === 'method' || kind === 'trained') && edges.some((edge) => edge.from === i) && !leads.has(i)
        ? [name]
        : [];
    });
    expect(adrift).toEqual([]);
  });
});

describe('the camera', () => {
  it('fits all, zooms about a point, and brings a node into the middle where a click finds it', () => {
    const arrangement = arrange(view.nodes, new Set(forward));
    const window = { width: 800, height: 600 };
    const all = fitted(arrangement, window);
    expect(all.scale * arrangement.height).toBeLessThanOrEqual(600);
    const at = { x: 123, y: 45 };
    const near = zoomed(all, 3, at);
    expect((at.x - near.x) / near.scale).toBeCloseTo((at.x - all.x) / all.scale);
    const box = arrangement.placed[17]!;
    const camera = centred(all, box, window);
    expect(nodeAt(arrangement.placed, camera, { x: 400, y: 300 })).toBe(17);
    expect(nodeAt(arrangement.placed, camera, { x: 400, y: 300 - 20 * camera.scale })).toBeUndefined();
  });
});
