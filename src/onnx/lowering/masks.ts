/** Selections: a condition that is the same everywhere takes one side; triangles become constants. */
import { intAttribute } from '../graph';
import { bool, sizeOf } from '../tensor';
import type { LowerRule, LowerRules } from './context';

const where: LowerRule = (c) => {
  const tensor = c.tensor(0);
  if (!tensor || sizeOf(tensor.dims) === 0) return undefined;
  const condition = c.constant(0);
  if (condition.some((v) => v !== condition[0])) return undefined;
  return [c.g.expand(c.input(condition[0] ? 1 : 2), c.outputTypes()[0]!.shape)];
};

/** Trilu of a computed matrix, as a selection with a constant triangle. */
const trilu: LowerRule = (c) => {
  const { g } = c,
    shape = c.shape(0),
    [rows, columns] = shape.slice(-2) as [number, number];
  const k = c.has(1) ? c.constant(1)[0]! : 0,
    upper = intAttribute(c.node, 'upper', 1) === 1;
  const triangle = g.made(rows * columns, (at) => {
    const offset = (at % columns) - Math.floor(at / columns);
    return upper ? offset >= k : offset <= k;
  });
  return [
    g.where(
      g.initializer('triangle', bool([rows, columns], triangle)),
      c.input(0),
      c.type(0).dtype === 'int32' ? g.intScalar(0) : g.scalar(0),
    ),
  ];
};

export const masks: LowerRules = { Where: where, Trilu: trilu };
