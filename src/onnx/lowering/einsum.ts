/** Einsum of two operands as Transpose, Reshape and MatMul. */
import { says } from '../messages';
import { MessageError, type Message } from '../../messages/message';
import type { Builder } from '../builder';
import { sizeOf } from '../tensor';

/**
 * Letters fall into four groups: batch (in both operands and the result), rows (left and result), columns (right and
 * result) and summed (both operands only). The product is one batched MatMul of (batch, rows, summed) by (batch,
 * summed, columns).
 * @throws for one or more than two operands, repeated letters, ellipses, and letters in one operand only.
 */
export function einsum(g: Builder, equation: string, operands: readonly string[]): string {
  const [left, result] = equation.replaceAll(' ', '').split('->');
  const terms = left!.split(',').map((t) => [...t]);
  const out = result === undefined ? undefined : [...result];
  const fail = (reason: Message): never => {
    throw new MessageError(says.einsum({ equation, reason }));
  };
  if (!out || equation.includes('.')) return fail(says.einsumResult);
  if (terms.length !== 2 || operands.length !== 2) return fail(says.einsumOperands);
  const [first, second] = terms as [string[], string[]];
  if ([first, second, out].some((t) => new Set(t).size < t.length)) return fail(says.einsumRepeats);
  const batch = out.filter((l) => first.includes(l) && second.includes(l));
  const rows = out.filter((l) => first.includes(l) && !second.includes(l));
  const columns = out.filter((l) => !first.includes(l) && second.includes(l));
  const summed = first.filter((l) => second.includes(l) && !out.includes(l));
  if (
    batch.length + rows.length + summed.length !== first.length ||
    batch.length + columns.length + summed.length !== second.length
  )
    return fail(says.einsumSums);

  const size = new Map<string, number>();
  terms.forEach((t, i) => t.forEach((l, k) => size.set(l, g.shapeOf(operands[i]!)[k]!)));
  const sizes = (letters: readonly string[]) => letters.map((l) => size.get(l)!);
  const arrange = (value: string, from: string[], groups: string[][]) => {
    const moved = g.transpose(
      value,
      groups.flat().map((l) => from.indexOf(l)),
    );
    return g.reshape(moved, [...sizes(batch), ...groups.slice(1).map((g) => sizeOf(sizes(g)))]);
  };
  const product = g.matmul(
    arrange(operands[0]!, first, [batch, rows, summed]),
    arrange(operands[1]!, second, [batch, summed, columns]),
  );
  const order = [...batch, ...rows, ...columns];
  return g.transpose(
    g.reshape(product, sizes(order)),
    out.map((l) => order.indexOf(l)),
  );
}
