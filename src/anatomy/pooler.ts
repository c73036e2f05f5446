/**
 * BERT's pooler: tanh(W h₀ + b) of the first token's last hidden state h₀. Exports of the hidden states alone do not
 * have it.
 */
import type { Anatomy } from './anatomy';
import { linearsReading } from './linear';
import type { GraphView } from './view';

/** Ops that take one position out of the hidden states. */
const taking = new Set(['Gather', 'Slice', 'Squeeze', 'Reshape', 'Identity', 'Flatten', 'Split']);

/** The square layer with a tanh that reads a part of the hidden states; undefined where there is none. */
export function findPooler(view: GraphView, lastHidden: string): Anatomy['pooler'] {
  const stack = [lastHidden];
  const seen = new Set<string>();
  for (;;) {
    const value = stack.pop();
    if (value === undefined) return undefined;
    if (seen.has(value)) continue;
    seen.add(value);
    for (const { weight, bias, output, inFeatures, outFeatures } of linearsReading(view, value)) {
      const pooled = value !== lastHidden && view.consumers(output).some((node) => node.op === 'Tanh');
      if (pooled && bias && inFeatures === outFeatures) return { weight, bias };
    }
    stack.push(
      ...view.consumers(value).flatMap((node) => (taking.has(node.op) && node.inputs[0] === value ? node.outputs : [])),
    );
  }
}
