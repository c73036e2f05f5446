/** What the tests of data files share: reading one as a run would. */
import { inEnglish, type Message } from '../messages/message';
import { splitDataset, type Splits } from './datasets';
import { planData, type PlanRequest } from './plan';
import { parseTable } from './parseTable';

const english = (message: Message | undefined) => message && inEnglish(message);

/** The plan for a file, in English, and, where it can be trained on, its parts. */
export function use(name: string, bytes: Uint8Array, request: PlanRequest = {}) {
  const table = parseTable(bytes, name);
  const plan = planData(table, request, name);
  const files = { id: 'own', task: plan.task, train: { name, bytes, format: table.format }, columns: plan.columns };
  const splits = plan.problem === undefined ? splitDataset(files, 0) : undefined;
  return { ...plan, problem: english(plan.problem), uses: english(plan.uses), table, splits };
}

export const rowsOf = ({ train, validation, test }: Splits) => train.length + validation.length + test.length;

export const utf8 = (text: string) => new TextEncoder().encode(text);
export const N = 24;
export const many = (row: (i: number) => string, n = N, join = '\n') =>
  Array.from({ length: n }, (_, i) => row(i)).join(join);
export const list = (item: (i: number) => unknown, n = N) => Array.from({ length: n }, (_, i) => item(i));
export const mood = (i: number) => ['good', 'bad'][i % 2]!;
export const told = (i: number) => `the soup number ${i} was ${mood(i)} that day`;
export const asItem = (i: number) => ({ text: told(i), label: mood(i) });
export const jsonl = (item: (i: number) => unknown, n = N) => many((i) => JSON.stringify(item(i)), n);
export const classes = { text: 'text', label: 'label' };
