/** Products with a large packed matrix unpack it a part at a time: the numbers of the whole, in fewer bytes at once. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { forms, graphOf, numbers, rows, tokens, uses, width } from '../../test/packedParts';
import type { Graph } from './graph';
import { peakWorkspace } from './lifetimes';
import { asFloat32, f32, sizeOf } from './tensor';

/** Elements of what is unpacked at once. */
const unpacked = (graph: Graph): number[] =>
  graph.nodes
    .filter(({ op }) => op === 'DequantizeLinear' || op === 'GatherBlockQuantized')
    .map(({ outputs }) => sizeOf(graph.shapeOf(outputs[0]!)));

describe.each(Object.entries(forms))('%s', (_, packed) => {
  it.each(uses)('%s', async (use) => {
    const [whole, parts] = [graphOf(packed, use, Infinity), graphOf(packed, use, 500)];
    const feeds = {
      x: f32([1, tokens, use === 'x S' ? rows : width], numbers(tokens * (use === 'x S' ? rows : width), 3)),
    };
    const [wanted, found] = [await evaluate(whole, feeds), await evaluate(parts, feeds)];
    whole.outputs.forEach((out, k) => {
      const exact = asFloat32(wanted[out]!);
      const largest = Math.max(...exact.map(Math.abs));
      asFloat32(found[parts.outputs[k]!]!).forEach((value, i) =>
        expect(Math.abs(value - exact[i]!) / largest).toBeLessThan(1e-6),
      );
    });
    expect(Math.max(...unpacked(whole))).toBe(rows * width);
    expect(Math.max(...unpacked(parts))).toBeLessThanOrEqual(500);
    // One part at a time in both passes: beside it, products of a few tokens.
    expect(peakWorkspace(whole)).toBeGreaterThanOrEqual(4 * rows * width);
    expect(peakWorkspace(parts)).toBeLessThan(4 * (500 + 6 * tokens * rows));
  });
});
