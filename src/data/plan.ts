/** What is done with a table: the task, the columns it is read from, and the sentence for what can't be trained. */
import { sentences, toldBy, type Message } from '../messages/message';
import { DataError } from './errors';
import type { ColumnChoice } from './columnChoice';
import { MIN_ROWS } from './enoughRows';
import { labelColumn, textColumn } from './examples';
import { exchanges } from './exchanges';
import type { Template } from './template';
import { isNumber, isProse, isReal, listOf, numberOf, profileOf } from './profile';
import { scoredTexts } from './scores';
import { severallyLabelled } from './severalLabels';
import { taggedSentences } from './taggedSentences';
import { recognise, sourceAndTarget, type Recognition } from './recognise';
import type { TaskId } from '../methods/taskId';
import type { Table } from './table';
import { says } from './messages';

/** What is learnt: class, number or classes of a text, tags of words, to go on with a text, or to answer a prompt. */
export type Form = 'classify' | 'score' | 'label' | 'tag' | 'continue' | 'respond';

/** Of each form, the task. */
export const taskOfForm: Readonly<Record<Form, TaskId>> = {
  classify: 'classification',
  score: 'regression',
  label: 'multi-label',
  tag: 'token-classification',
  continue: 'causal-lm',
  respond: 'causal-lm',
};

const formOfTask: Readonly<Record<Exclude<TaskId, 'causal-lm'>, Form>> = {
  classification: 'classify',
  regression: 'score',
  'multi-label': 'label',
  'token-classification': 'tag',
  seq2seq: 'respond',
};

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
  const { form, chosen: columnsFor } = formOf(request, recognised, table);
  const task = form === 'respond' && request.task === 'seq2seq' ? 'seq2seq' : taskOfForm[form];
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
      const read = task === 'seq2seq' ? { ...recognised, roles: sourceAndTarget(table, recognised) } : recognised;
      return refusal === undefined ? plan(answering(table, read, columns, name)) : plan(columns, refusal);
    }
    if (form === 'classify') return classifying(table, recognised, columns, name, plan);
    if (form === 'tag') return plan(tagging(table, recognised, columns, name));
    if (form === 'score' || form === 'label') return plan(labelling(table, recognised, columns, name, form));
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
  recognised: Recognition,
  table: Table,
): { readonly form: Form; readonly chosen: boolean } {
  const { kind, roles } = recognised;
  const chosen = columns.prompt !== undefined || columns.response !== undefined || columns.messages !== undefined;
  if (form) return { form, chosen };
  const answers = kind === 'response' || kind === 'chat';
  if (task !== undefined && task !== 'causal-lm')
    return { form: formOfTask[task], chosen: chosen || task === 'seq2seq' };
  if (chosen) return { form: 'respond', chosen };
  if (task === undefined && (columns.tokens !== undefined || columns.tags !== undefined))
    return { form: 'tag', chosen };
  if (columns.flags !== undefined && task === undefined) return { form: 'label', chosen };
  if (columns.label !== undefined && task === undefined)
    return { form: columns.label === roles.label ? (headedForm(recognised, table) ?? 'classify') : 'classify', chosen };
  if (columns.text !== undefined && (task !== undefined || answers)) return { form: 'continue', chosen };
  if (answers) return { form: 'respond', chosen };
  if (task === 'causal-lm' || kind === 'text' || kind === 'preference') return { form: 'continue', chosen };
  return { form: headedForm(recognised, table) ?? 'classify', chosen };
}

/** The form that suits what was recognised, where it is one with a head of its own. */
function headedForm({ kind, roles }: Recognition, table: Table): Form | undefined {
  switch (kind) {
    case 'regression':
      return 'score';
    case 'multi-label':
      return 'label';
    case 'tokens':
      return 'tag';
    case 'pairs': {
      const label = profileOf(table).find(({ name }) => name === roles.label);
      return label && isReal(label) ? 'score' : 'classify';
    }
    default:
      return undefined;
  }
}

/** The second of two texts: the one that is named, or the recognised one where nobody named the first alone. */
function secondOf({ roles }: Recognition, { text, second }: ColumnChoice): string | undefined {
  if (second !== undefined) return second === '' ? undefined : second;
  return text === undefined ? roles.second : undefined;
}

/** Columns of words and tags: those given, else those that were recognised. */
function tagging(table: Table, { kind, roles }: Recognition, given: ColumnChoice, name: string): ColumnChoice {
  const known = kind === 'tokens' ? roles : {};
  const inside = table.tagged ?? table;
  const tokens = given.tokens ?? known.tokens ?? (table.tagged && 'tokens');
  const tags = given.tags ?? known.tags ?? (table.tagged && 'tags');
  if (tokens === undefined || tags === undefined)
    throw new DataError(says.noTagColumns({ file: name, columns: { list: inside.columns } }));
  const chosen = { ...(given.labels && { labels: given.labels }), tokens, tags };
  taggedSentences(table, chosen, name);
  return chosen;
}

/** Columns of texts with a number or with several classes. */
function labelling(
  table: Table,
  recognised: Recognition,
  given: ColumnChoice,
  name: string,
  form: 'score' | 'label',
): ColumnChoice {
  if (table.format === 'text') throw new DataError(says.plainText({ file: name }));
  const { kind, roles, candidates } = recognised;
  const flags =
    form === 'label' && given.label === undefined
      ? (given.flags ?? (kind === 'multi-label' ? candidates : undefined))
      : undefined;
  const known = roles.label !== given.text ? roles.label : undefined;
  const label = flags ? -1 : labelColumn(table, given.label ?? known ?? numberColumn(table, form), name);
  const guessed = roles.text !== undefined && roles.text !== table.columns[label] ? roles.text : undefined;
  const text = textColumn(table, given.text ?? guessed, label, name);
  const second = secondOf(recognised, given);
  const chosen: ColumnChoice = {
    ...(given.labels && { labels: given.labels }),
    text: table.columns[text]!,
    ...(second !== undefined && { second }),
    ...(flags ? { flags } : { label: table.columns[label]! }),
  };
  (form === 'score' ? scoredTexts : severallyLabelled)(table, chosen, name);
  return chosen;
}

/** The only column of numbers, for who asks for regression where numbers may be classes. */
function numberColumn(table: Table, form: 'score' | 'label'): string | undefined {
  const numbers = profileOf(table).filter((column) => column.numeric && !column.isKey && column.distinct > 1);
  return form === 'score' && numbers.length === 1 ? numbers[0]!.name : undefined;
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
  const settled = kind === 'tokens' || kind === 'preference' || kind === 'choices' ? textGiven : labelGiven;
  const refusal = settled ? undefined : refusalOf(table, recognised, name, true);
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
  const second = secondOf(recognised, columns);
  const chosen = {
    ...(columns.labels ? { labels: columns.labels } : {}),
    text: table.columns[text]!,
    ...(second !== undefined && { second }),
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

/** Why a table is not trained on as it is; undefined where it can be. @param learns a label, not the text */
function refusalOf(
  table: Table,
  { kind, roles, candidates = [] }: Recognition,
  name: string,
  learns = false,
): Message | undefined {
  const list = (...names: readonly (string | undefined)[]) => ({
    list: names.filter((found) => found !== undefined),
  });
  switch (kind) {
    case 'pairs':
      return learns && roles.label !== undefined
        ? undefined
        : (learns ? says.pairsWithoutLabel : says.pairsToContinue)({
            file: name,
            columns: list(roles.text, roles.second, roles.label),
          });
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
function usesOf(table: Table, columns: ColumnChoice, guessed: boolean): Message | undefined {
  const { text, second, label, flags, tokens, tags, prompt, context, response, messages } = columns;
  if (table.format === 'text') return tags === undefined ? says.usesWholeFile : says.usesTaggedLines;
  const used = [text, second, label, ...(flags ?? []), tokens, tags, prompt, context, response, messages].filter(
    (column) => column !== undefined,
  );
  const what = roleSentence(columns);
  if (!what) return undefined;
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

/** Which column plays which part. */
function roleSentence({
  text,
  second,
  label,
  flags,
  tokens,
  tags,
  prompt,
  context,
  response,
  messages,
}: ColumnChoice): Message | undefined {
  if (messages !== undefined) return says.usesMessages({ messages });
  if (response !== undefined)
    return context !== undefined
      ? says.usesPromptAndContext({ prompt: prompt!, context, response })
      : says.usesPrompt({ prompt: prompt!, response });
  if (tags !== undefined) return says.usesTags({ tokens: tokens!, tags });
  if (flags !== undefined) return says.usesFlags({ text: text!, flags: { list: [...flags] } });
  if (label !== undefined)
    return second !== undefined
      ? says.usesPairAndLabel({ text: text!, second, label })
      : says.usesTextAndLabel({ text: text!, label });
  return text === undefined ? undefined : says.usesText({ text });
}

/** A column of texts, such as a headline beside a body, that is passed over. */
const otherText = (table: Table, rest: readonly string[]): string | undefined =>
  profileOf(table).find((column) => rest.includes(column.name) && isProse(column))?.name;
