/** The circle around a mark, which shows what is pointed at, cuts none of its corners. */
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { Category } from '../../methods/contract';
import { Mark, reachOf } from './mark';

const categories: readonly Category[] = ['baseline', 'additive', 'partial', 'reparameterised', 'hybrid', 'unified'];

/** Corners of a path of straight lines, as `M x,y L x,y …`; arcs end in a corner too. */
function corners(path: string): readonly (readonly [number, number])[] {
  let at: [number, number] = [0, 0];
  return [...path.matchAll(/([MLHVA])([^MLHVAZ]*)/gi)].map(([, command, rest]) => {
    const numbers = rest!.match(/-?\d*\.?\d+(?:e-?\d+)?/gi)!.map(Number);
    if (command === 'H') at = [numbers[0]!, at[1]];
    else if (command === 'V') at = [at[0], numbers[0]!];
    else if (command === 'h') at = [at[0] + numbers[0]!, at[1]];
    else if (command === 'v') at = [at[0], at[1] + numbers[0]!];
    else at = [numbers.at(-2)!, numbers.at(-1)!];
    return at;
  });
}

it.each(categories)('%s', (category) => {
  for (const area of [40, 72, 500]) {
    const path = / d="([^"]+)"/.exec(renderToStaticMarkup(<Mark category={category} x={0} y={0} area={area} />))![1]!;
    const farthest = Math.max(...corners(path).map(([x, y]) => Math.hypot(x, y)));
    expect(farthest).toBeGreaterThan(0.5 * Math.sqrt(area));
    expect(reachOf(category, area)).toBeGreaterThanOrEqual(farthest - 0.01);
    // Close around it all the same.
    expect(reachOf(category, area)).toBeLessThan(1.05 * farthest);
  }
});
