/** Graphs that no exporter writes: refused by the node, within a second or two, or read in linear time. */
import { describe, expect, it } from 'vitest';
import { prepareModel } from './canonicalise';
import { Graph, ints, type Attributes, type Node } from './graph';
import { f32, i64 } from './tensor';

const node = (name: string, op: string, inputs: string[], output: string, attributes: Attributes = {}): Node => ({
  name,
  op,
  domain: '',
  inputs,
  outputs: [output],
  attributes,
  role: 'base',
  module: undefined,
});

/** Embedded tokens, (B, T, 4), as "h0". */
function embedded(nodes: readonly Node[], output: string): Graph {
  const graph = new Graph();
  graph.inputs = [{ name: 'input_ids', dtype: 'int64', dims: ['batch', 'sequence'] }];
  graph.initializers.set('table', f32([10, 4], new Float32Array(40).fill(0.5)));
  graph.initializers.set('one', f32([4], [1, 2, 3, 4]));
  graph.initializers.set('size', i64([2], [2000, 2000]));
  graph.initializers.set('minus', i64([1], [-5]));
  graph.nodes = [node('embed', 'Gather', ['table', 'input_ids'], 'h0'), ...nodes];
  graph.outputs = [output];
  return graph;
}
const prepare = (graph: Graph) => prepareModel(graph, { batch: 2, sequence: 8 });
const fill = (length: number, of: (i: number) => Node) => Array.from({ length }, (_, i) => of(i));

/** Milliseconds of the processor, which other work does not lengthen. */
function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}

describe('a file that asks for far too much', () => {
  it('is refused before its constants fill the memory', () => {
    const values = fill(200, (i) => node(`c${i}`, 'ConstantOfShape', ['size'], `v${i}`));
    const sum = node('sum', 'Sum', ['h0', ...values.map(({ outputs }) => outputs[0]!)], 'out');
    const before = process.memoryUsage().arrayBuffers;
    const time = processorTime(() => expect(() => prepare(embedded([...values, sum], 'out'))).toThrow(/together/));
    expect(time).toBeLessThan(2000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(500e6);
  });

  it.each(['Identity', 'Relu', 'Add'])('takes time in proportion to a chain of %s', (op) => {
    const chain = (length: number) =>
      embedded(
        fill(length, (i) => node(`n${i}`, op, op === 'Add' ? [`h${i}`, 'one'] : [`h${i}`], `h${i + 1}`)),
        `h${length}`,
      );
    expect(processorTime(() => prepare(chain(20_000)))).toBeLessThan(5000);
  });
});

describe('a graph that does not fit together', () => {
  it.each<[string, Node, RegExp]>([
    ['a negative size', node('bad', 'ConstantOfShape', ['minus'], 'x'), /"bad" \(ConstantOfShape\).*shape \[-5\]/],
    ['axes that are missing', node('bad', 'Unsqueeze', ['h0'], 'x'), /"bad" \(Unsqueeze\).*\[2, 8, 4\]/],
    ['an axis beyond all', node('bad', 'Transpose', ['h0'], 'x', { perm: ints([0, 9, 1]) }), /"bad" \(Transpose\)/],
    ['itself as input', node('bad', 'Relu', ['x'], 'x'), /cycle through node "bad"/],
    ['what nothing produces', node('bad', 'Relu', ['nowhere'], 'x'), /"bad".*"nowhere", which nothing produces/],
  ])('with %s is told by its node', (_, bad, told) => {
    expect(() => prepare(embedded([bad, node('use', 'Add', ['h0', 'x'], 'out')], 'out'))).toThrow(told);
  });
});
