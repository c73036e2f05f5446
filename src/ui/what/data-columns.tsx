/** How the visitor's data are read: format, task, and which column plays which part. */
import type { Form } from '../../data/plan';
import type { TableFormat, TableOptions, TablePreview } from '../../worker/protocol';
import { Select } from '../controls/select';
import { strings } from '../strings';

const words = strings.data;
const formats: readonly TableFormat[] = ['csv', 'tsv', 'jsonl', 'txt'];
const forms: readonly Form[] = ['classify', 'score', 'label', 'tag', 'continue', 'respond'];
/** A text file is one text, or lines of words and tags. */
const formsOfText: readonly Form[] = ['tag', 'continue'];
/** No name of a column: a column may be called anything. */
const NONE = '\u0000';

const freed: TableOptions = {
  textColumn: undefined,
  labelColumn: undefined,
  secondColumn: undefined,
  tokensColumn: undefined,
  tagsColumn: undefined,
  promptColumn: undefined,
  contextColumn: undefined,
  responseColumn: undefined,
  messagesColumn: undefined,
};

type ColumnOption = Exclude<keyof TableOptions, 'format' | 'form'>;

const optional: readonly ColumnOption[] = ['contextColumn', 'secondColumn'];

/** @param onChange is given what changes; what is undefined is guessed again */
export function DataColumns({
  preview,
  onChange,
}: {
  readonly preview: TablePreview;
  readonly onChange: (options: TableOptions) => void;
}) {
  const { form, format } = preview;
  const several = preview.columns.length > 1 && format !== 'txt';
  const conversations = preview.messagesColumn !== undefined;
  const shown: readonly (readonly [ColumnOption, string])[] = !several
    ? []
    : form === 'respond'
      ? conversations
        ? [['messagesColumn', words.messagesColumn]]
        : [
            ['promptColumn', words.promptColumn],
            ['contextColumn', words.contextColumn],
            ['responseColumn', words.responseColumn],
          ]
      : form === 'tag'
        ? [
            ['tokensColumn', words.tokensColumn],
            ['tagsColumn', words.tagsColumn],
          ]
        : form === 'continue'
          ? [['textColumn', words.textColumn]]
          : [
              ['textColumn', words.textColumn],
              ['secondColumn', words.secondColumn],
              ['labelColumn', form === 'score' ? words.scoreColumn : words.labelColumn],
            ];
  // A second text that was there stays, and one that was not is not found anew by choosing another column.
  const kept = shown.some(([option]) => option === 'secondColumn') ? { secondColumn: preview.secondColumn ?? '' } : {};
  const columns = preview.columns.map((column) => ({ value: column, label: column }));
  return (
    <div className="fields">
      <Select
        label={words.format}
        value={format}
        groups={[{ options: formats.map((value) => ({ value, label: value.toUpperCase() })) }]}
        onChange={(value) => onChange({ ...freed, form: undefined, format: value as TableFormat })}
      />
      <Select
        label={words.task}
        value={form}
        groups={[
          {
            options: forms
              .filter(
                (value) =>
                  (format === 'txt' ? formsOfText.includes(value) : value !== 'respond' || several || conversations) ||
                  value === form,
              )
              .map((value) => ({
                value,
                label: value === 'respond' && preview.task === 'seq2seq' ? words.tasks.seq2seq : words.forms[value],
              })),
          },
        ]}
        onChange={(value) => onChange({ ...freed, form: value as Form })}
      />
      {shown.map(([option, label]) => (
        <Select
          key={option}
          label={label}
          value={preview[option] ?? (optional.includes(option) ? NONE : '')}
          placeholder={words.chooseColumn}
          groups={[
            ...(optional.includes(option) ? [{ options: [{ value: NONE, label: words.noColumn }] }] : []),
            { options: columns },
          ]}
          onChange={(value) => onChange({ form, ...kept, [option]: value === NONE ? '' : value })}
        />
      ))}
    </div>
  );
}
