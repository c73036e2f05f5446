/** What is done with a table: the task, the columns it is read from, and the sentence for what can't be trained. */
import { DataError } from './errors';
import { MIN_ROWS, type ColumnChoice } from './columnChoice';
import { labelColumn, textColumn } from './examples';
import { exchanges } from './exchanges';
import type { Template } from './template';
import { isNumber, isProse, isReal, listOf, numberOf, profileOf } from './profile';
import { recognise, type Recognition } from './recognise';
import type { TaskId } from '../methods/taskId';
import type { Table } from './table';

/** What is learnt: the class of a text, to go on with a text, or to answer a prompt. */
export type Form = 'classify' | 'continue' | 'respond';

/** What the user asked for; what is left out is guessed. */
export interface PlanRequest {
  /** Language modelling is of whole texts or of responses, as the columns suggest, unless `form` says it. */
  readonly task?: TaskId;
  readonly form?: Form;
  readonly columns?: ColumnChoice;
}

export interface Plan {
  readonly recognised: Recognition;
  readonly task: TaskId;
  readonly form: Form;
  /** Complete: reading the table by it guesses nothing. */
  readonly columns: ColumnChoice;
  /** Which columns are read, and which are not, as a sentence. */
  readonly uses: string;
  /** Why the table can't be trained on as it is, and what to do. */
  readonly problem?: string;
}

/**
 * Columns that the user names are taken, whatever the table looks like; without them a table that holds what can't be
 * trained (pairs, real numbers, several labels, tags of tokens) is refused by its name instead of being trained in
 * part.
 */
export function planData(table: Table, request: PlanRequest, name: string): Plan {
  const recognised = recognise(table);
  const { columns = {} } = request;
  const { form, chosen: columnsFor } = formOf(request, recognised);
  const task = form === 'classify' ? 'classification' : 'causal-lm';
  const plan = (chosen: ColumnChoice, problem?: string): Plan => ({
    recognised,
    task,
    form,
    columns: chosen,
    uses: problem === undefined ? usesOf(table, chosen, columns.text === undefined) : '',
    ...(problem === undefined ? {} : { problem }),
  });
  try {
    if (form === 'respond') {
      // Two texts that only their names take for prompt and response are not told apart by those who didn't name them.
      const refusal = columnsFor ? undefined : refusalOf(table, recognised, name);
      return refusal === undefined ? plan(answering(table, recognised, columns, name)) : plan(columns, refusal);
    }
    if (form === 'classify') return classifying(table, recognised, columns, name, plan);
    // A label's kind does not matter to who reads the text alone, nor do tags where the lines were asked for as they
    // are.
    const asText =
      columns.text !== undefined || (table.format === 'text' && (request.task ?? request.form) !== undefined);
    const labelled =
      recognised.kind === 'regression' || recognised.kind === 'multi-label' || recognised.kind === 'unclear';
    const refusal = asText || labelled ? undefined : refusalOf(table, recognised, name);
    return refusal === undefined ? plan(continuing(table, columns, name)) : plan(columns, refusal);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return plan(columns, error.message);
  }
}

/** The form that was asked for, in words or by naming a column; else the one that suits what was recognised. */
function formOf(
  { task, form, columns = {} }: PlanRequest,
  { kind }: Recognition,
): { readonly form: Form; readonly chosen: boolean } {
  const chosen = columns.prompt !== undefined || columns.response !== undefined || columns.messages !== undefined;
  if (form) return { form, chosen };
  const answers = kind === 'response' || kind === 'chat';
  if (task === 'classification') return { form: 'classify', chosen };
  if (chosen) return { form: 'respond', chosen };
  if (columns.label !== undefined && task === undefined) return { form: 'classify', chosen };
  if (columns.text !== undefined && (task !== undefined || answers)) return { form: 'continue', chosen };
  if (answers) return { form: 'respond', chosen };
  return { form: task === 'causal-lm' || kind === 'text' || kind === 'preference' ? 'continue' : 'classify', chosen };
}

function continuing(table: Table, columns: ColumnChoice, name: string): ColumnChoice {
  if (table.format === 'text') return {};
  return { text: table.columns[textColumn(table, columns.text, -1, name)]! };
}

function classifying(
  table: Table,
  recognised: Recognition,
  columns: ColumnChoice,
  name: string,
  plan: (chosen: ColumnChoice, problem?: string) => Plan,
): Plan {
  const { kind } = recognised;
  const textGiven = columns.text !== undefined;
  const labelGiven = columns.label !== undefined;
  // A text chosen out of two, or a label chosen out of several, is what was asked for.
  const settled =
    kind === 'pairs' || kind === 'tokens' || kind === 'preference' || kind === 'choices' ? textGiven : labelGiven;
  const refusal = settled ? undefined : refusalOf(table, recognised, name);
  if (refusal !== undefined) return plan(columns, refusal);
  if (table.format === 'text') return plan(columns, plainRefusal(name));
  const { roles } = recognised;
  const label = labelColumn(
    table,
    columns.label ?? (textGiven && roles.label === columns.text ? undefined : roles.label),
    name,
  );
  const guessed = roles.text !== undefined && roles.text !== table.columns[label] ? roles.text : undefined;
  const text = textColumn(table, columns.text ?? guessed, label, name);
  const chosen = {
    ...(columns.labels ? { labels: columns.labels } : {}),
    text: table.columns[text]!,
    label: table.columns[label]!,
  };
  return plan(chosen, valuesRefusal(table, label, name));
}

export const plainRefusal = (name: string): string =>
  `${name} is plain text without labels. For classification choose a CSV, TSV or JSONL file with a text and a ` +
  'label column, or choose language modelling.';

/** A label column whose cells are no classes, chosen or guessed. */
function valuesRefusal(table: Table, label: number, name: string): string | undefined {
  const column = profileOf(table)[label]!;
  if (isReal(column)) return regressionRefusal(table, column.name, name);
  if (column.list === 'values' && !column.single) return listsRefusal(table, column.name, name);
  if (column.filled >= MIN_ROWS && column.distinct === column.filled)
    return (
      `Column "${column.name}" of ${name} has another value in each row, so it can't be a label. Choose a label ` +
      'column whose values come again and again.'
    );
  return undefined;
}

/** The columns of prompts and responses: those given, else those that were recognised. */
function answering(table: Table, { roles, template }: Recognition, given: ColumnChoice, name: string): ColumnChoice {
  if (given.messages !== undefined || (given.prompt === undefined && given.response === undefined && roles.messages)) {
    const chosen: ColumnChoice = { messages: given.messages ?? roles.messages!, template: 'chat' };
    exchanges(table, chosen, name);
    return chosen;
  }
  const prompt = given.prompt ?? roles.prompt;
  const response = given.response ?? roles.response;
  if (prompt === undefined)
    throw new DataError(`${name} has no column that is known to hold prompts. Choose the prompt column.`);
  if (response === undefined)
    throw new DataError(`${name} has no column that is known to hold responses. Choose the response column.`);
  if (prompt.toLowerCase() === response.toLowerCase())
    throw new DataError(
      `Column "${prompt}" of ${name} can't be both prompt and response. Choose another one (columns: ` +
        `${table.columns.join(', ')}).`,
    );
  const known = prompt === roles.prompt && response === roles.response;
  const context = given.context ?? (known ? roles.context : undefined);
  const chosen = { prompt, response, ...(context ? { context } : {}) };
  const wanted = given.template ?? (known ? template : undefined) ?? 'joined';
  const choice: ColumnChoice = { ...chosen, template: separated(table, chosen, wanted, name) };
  exchanges(table, choice, name);
  return choice;
}

/** Prompt and response are joined as they are where one of them brings a space; else a line break goes between. */
function separated(table: Table, columns: ColumnChoice, template: Template, name: string): Template {
  if (template !== 'joined') return template;
  const { rows } = exchanges(table, { ...columns, template }, name);
  const apart = rows.filter(({ turns: [first] }) => /\s$/.test(first!.prompt) || /^\s/.test(first!.response)).length;
  return apart * 2 > rows.length ? 'joined' : 'lines';
}

/** Why a table is not trained on as it is; undefined where it can be. */
function refusalOf(table: Table, { kind, roles, candidates = [] }: Recognition, name: string): string | undefined {
  const list = (...names: readonly (string | undefined)[]) => names.filter((found) => found !== undefined).join(', ');
  switch (kind) {
    case 'pairs':
      return (
        `${name} holds pairs of texts (columns ${list(roles.text, roles.second, roles.label)}), and pairs can't ` +
        'be trained on yet: one of the two texts would be lost. Choose one text column to train on it alone, or ' +
        'join both texts in one column.'
      );
    case 'regression':
      return regressionRefusal(table, roles.label!, name);
    case 'multi-label':
      return candidates.length > 0
        ? `${name} has several labels for each text (columns ${list(...candidates)}), and only one at a time can ` +
            'be trained yet. Choose one of them as the label column.'
        : listsRefusal(table, roles.label!, name);
    case 'tokens':
      return table.format === 'text'
        ? `${name} has a token and its tag on each line: token classification (CoNLL), which can't be trained ` +
            'yet. Give each text one label in a CSV, TSV or JSONL file, or choose language modelling to read the ' +
            'lines as plain text.'
        : `${name} has tags for single tokens (columns ${list(roles.tokens, roles.tags)}): token classification, ` +
            "which can't be trained yet. Give each text one label and choose text and label column.";
    case 'preference':
      return (
        `${name} holds preferences (columns ${list(roles.prompt, roles.chosen, roles.rejected)}), which can't be ` +
        `trained on yet. Choose a prompt column and "${roles.chosen}" as the response column to train on the ` +
        'chosen answers alone.'
      );
    case 'choices':
      return (
        `${name} holds questions with answers to choose from (columns ${list(roles.prompt, roles.choices)}): ` +
        "multiple choice, which can't be trained yet. Choose a text and a label column, or a prompt and a " +
        'response column.'
      );
    case 'unclear':
      return `${name} has several columns that could be the label: ${list(...candidates)}. Choose the label column.`;
    default:
      return undefined;
  }
}

function regressionRefusal(table: Table, column: string, name: string): string {
  const index = table.columns.indexOf(column);
  const values = table.rows.map((row) => row[index]!.trim()).filter((cell) => cell !== '');
  const numbers = values.filter(isNumber).map(numberOf);
  const [least, most] = [Math.min(...spread(numbers)), Math.max(...spread(numbers))];
  return (
    `Column "${column}" of ${name} holds numbers from ${least} to ${most}, ${new Set(values).size} different ` +
    `ones in ${values.length} rows: regression, which can't be trained yet. Put the numbers into a few classes ` +
    '(such as low, middle and high), or choose another label column.'
  );
}

/** Few enough numbers to be spread as arguments: the extremes alone. */
function spread(numbers: readonly number[]): readonly number[] {
  return numbers.reduce<readonly [number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
}

function listsRefusal(table: Table, column: string, name: string): string {
  const index = table.columns.indexOf(column);
  const example = table.rows.map((row) => row[index]!).find((cell) => (listOf(cell)?.length ?? 2) > 1) ?? '';
  return (
    `Column "${column}" of ${name} holds several labels at a time, such as ${example.slice(0, 60)}: multi-label ` +
    "classification, which can't be trained yet. Keep one label for each text, or choose another label column."
  );
}

/** "Text from column "v2", label from column "v1". Not used: column "id"." */
function usesOf(
  table: Table,
  { text, label, prompt, context, response, messages }: ColumnChoice,
  guessed: boolean,
): string {
  if (table.format === 'text') return 'The whole file is read as one text.';
  const used = [text, label, prompt, context, response, messages].filter((column) => column !== undefined);
  if (used.length === 0) return '';
  const what =
    messages !== undefined
      ? `Messages from column "${messages}"; the loss is on what the assistant says.`
      : response !== undefined
        ? context !== undefined
          ? `Prompt from columns "${prompt}" and "${context}", response from column "${response}"; the loss is ` +
            'on the response.'
          : `Prompt from column "${prompt}", response from column "${response}"; the loss is on the response.`
        : label !== undefined
          ? `Text from column "${text}", label from column "${label}".`
          : `Text from column "${text}".`;
  const lower = new Set(used.map((column) => column.toLowerCase()));
  const rest = table.columns.filter((column) => !lower.has(column.toLowerCase()));
  if (rest.length === 0) return what;
  const passed = text !== undefined && guessed ? otherText(table, rest) : undefined;
  const join =
    passed === undefined
      ? ''
      : ` Column "${passed}" holds texts too: join it with "${text}" in one column to train on both.`;
  return `${what} Not used: ${rest.join(', ')}.${join}`;
}

/** A column of texts, such as a headline beside a body, that is passed over. */
const otherText = (table: Table, rest: readonly string[]): string | undefined =>
  profileOf(table).find((column) => rest.includes(column.name) && isProse(column))?.name;
