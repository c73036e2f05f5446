/** What a step costs on every machine alike stays within `bench/budgets.json`, method by method. */
import { expect, it } from 'vitest';
import budgets from '../bench/budgets.json';
import { stepCostOf, type StepCost } from '../bench/budgets';

const parts: readonly (keyof StepCost)[] = ['nodes', 'dispatches', 'uploaded', 'read', 'peak'];

it.each(budgets.steps)('$method on $model', async (budget) => {
  const found = await stepCostOf(budget);
  const over = parts.filter((part) => !(found[part] <= budget[part] * (1 + budgets.slack)));
  expect(over.map((part) => `${part}: ${found[part]}, at most ${budget[part]} (+ ${100 * budgets.slack} %)`)).toEqual(
    [],
  );
});
