/** What is done with a table: the task, the columns it is read from, and the sentence for what can't be trained. */
import { sentences, toldBy, type Message } from '../messages/message';
import { DataError } from './errors';
import { MIN_ROWS, type ColumnChoice } from './columnChoice';
import { labelColumn, textColumn } from './examples';
import { exchanges } from './exchanges';
import type { Template } from './template';
import { isNumber, isProse, isReal, listOf, numberOf, profileOf } from './profile';
import { recognise, type Recognition } from './recognise';
import type { TaskId } from '../methods/taskId';
import type { Table } from './table';
import { says } from './messages';

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
  /** Which columns are read, and which are not; absent where there is a problem. */
  readonly uses?: Message;
  /** Why the table can't be trained on as it is, and what to do. */
  readonly problem?: Message;
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
  const plan = (chosen: ColumnChoice, problem?: Message): Plan => ({
    recognised,
    task,
    form,
    columns: chosen,
    ...(problem === undefined ? { uses: usesOf(table, chosen, columns.text === undefined) } : { problem }),
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
    return plan(columns, toldBy(error));
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
  plan: (chosen: ColumnChoice, problem?: Message) => Plan,
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

export const plainRefusal = (name: string): Message => says.plainText({ file: name });

/** A label column whose cells are no classes, chosen or guessed. */
function valuesRefusal(table: Table, label: number, name: string): Message | undefined {
  const column = profileOf(table)[label]!;
  if (isReal(column)) return regressionRefusal(table, column.name, name);
  if (column.list === 'values' && !column.single) return listsRefusal(table, column.name, name);
  if (column.filled >= MIN_ROWS && column.distinct === column.filled)
    return says.labelNeverAgain({ column: column.name, file: name });
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
  if (prompt === undefined) throw new DataError(says.noPromptColumn({ file: name }));
  if (response === undefined) throw new DataError(says.noResponseColumn({ file: name }));
  if (prompt.toLowerCase() === response.toLowerCase())
    throw new DataError(says.promptIsResponse({ column: prompt, file: name, columns: { list: table.columns } }));
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
function refusalOf(table: Table, { kind, roles, candidates = [] }: Recognition, name: string): Message | undefined {
  const list = (...names: readonly (string | undefined)[]) => ({
    list: names.filter((found) => found !== undefined),
  });
  switch (kind) {
    case 'pairs':
      return says.pairs({ file: name, columns: list(roles.text, roles.second, roles.label) });
    case 'regression':
      return regressionRefusal(table, roles.label!, name);
    case 'multi-label':
      return candidates.length > 0
        ? says.severalLabels({ file: name, columns: list(...candidates) })
        : listsRefusal(table, roles.label!, name);
    case 'tokens':
      return table.format === 'text'
        ? says.taggedLines({ file: name })
        : says.taggedTokens({ file: name, columns: list(roles.tokens, roles.tags) });
    case 'preference':
      return says.preferences({
        file: name,
        columns: list(roles.prompt, roles.chosen, roles.rejected),
        chosen: roles.chosen!,
      });
    case 'choices':
      return says.multipleChoice({ file: name, columns: list(roles.prompt, roles.choices) });
    case 'unclear':
      return says.severalLabelColumns({ file: name, candidates: list(...candidates) });
    default:
      return undefined;
  }
}

function regressionRefusal(table: Table, column: string, name: string): Message {
  const index = table.columns.indexOf(column);
  const values = table.rows.map((row) => row[index]!.trim()).filter((cell) => cell !== '');
  const numbers = values.filter(isNumber).map(numberOf);
  const [least, most] = [Math.min(...spread(numbers)), Math.max(...spread(numbers))];
  return says.regression({ column, file: name, least, most, different: new Set(values).size, rows: values.length });
}

/** Few enough numbers to be spread as arguments: the extremes alone. */
function spread(numbers: readonly number[]): readonly number[] {
  return numbers.reduce<readonly [number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
}

function listsRefusal(table: Table, column: string, name: string): Message {
  const index = table.columns.indexOf(column);
  const example = table.rows.map((row) => row[index]!).find((cell) => (listOf(cell)?.length ?? 2) > 1) ?? '';
  return says.labelLists({ column, file: name, example: example.slice(0, 60) });
}

/** "Text from column "v2", label from column "v1". Not used: column "id"." */
function usesOf(
  table: Table,
  { text, label, prompt, context, response, messages }: ColumnChoice,
  guessed: boolean,
): Message | undefined {
  if (table.format === 'text') return says.usesWholeFile;
  const used = [text, label, prompt, context, response, messages].filter((column) => column !== undefined);
  if (used.length === 0) return undefined;
  const what =
    messages !== undefined
      ? says.usesMessages({ messages })
      : response !== undefined
        ? context !== undefined
          ? says.usesPromptAndContext({ prompt: prompt!, context, response })
          : says.usesPrompt({ prompt: prompt!, response })
        : label !== undefined
          ? says.usesTextAndLabel({ text: text!, label })
          : says.usesText({ text: text! });
  const lower = new Set(used.map((column) => column.toLowerCase()));
  const rest = table.columns.filter((column) => !lower.has(column.toLowerCase()));
  if (rest.length === 0) return what;
  const passed = text !== undefined && guessed ? otherText(table, rest) : undefined;
  return sentences(
    what,
    says.usesNot({ columns: { list: rest } }),
    passed === undefined ? undefined : says.otherTexts({ column: passed, text: text! }),
  );
}

/** A column of texts, such as a headline beside a body, that is passed over. */
const otherText = (table: Table, rest: readonly string[]): string | undefined =>
  profileOf(table).find((column) => rest.includes(column.name) && isProse(column))?.name;
