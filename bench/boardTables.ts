/** The boards' tables for METHODS.md. */
import { methodById } from '../src/methods/registry';
import { boards, UNTUNED, type Board, type BoardRun, type Measure } from '../src/state/boards';
import { models } from '../src/state/catalogue';
import { noiseRanks, ranges, spanOf, standings, type Standing } from '../src/state/standings';
import { line, median } from './report';

const titles: Readonly<Record<string, string>> = {
  tags: 'Understanding: parts of speech',
  pairs: 'Understanding: same topic?',
  numbers: 'Translation: numbers into German, which the model was not taught',
  sonnets: 'Generation: Shakespeare’s sonnets',
};

const measures: Readonly<Record<Measure, string>> = {
  accuracy: 'accuracy, %',
  exactMatch: 'right to the letter, %',
  perplexity: 'perplexity',
};

const columnsOf = (board: Board): readonly string[] => [
  '',
  'method',
  'category',
  measures[board.measure],
  'seeds',
  'gain',
  'trained',
  'of the model',
  'memory',
  'time',
  'within noise',
];

const categoryOf = (id: string): string => (id === UNTUNED ? 'baseline' : methodById(id).category);

/** A board's table with a line on how far apart its methods are; a sentence where nothing was run. */
function boardOf(board: Board, kept: readonly BoardRun[]): string {
  const { parameters } = models.find(({ id }) => id === board.model)!.dimensions;
  const head = `### ${titles[board.id] ?? board.id}\n\n${board.model}, ${board.data}, ${board.steps} steps.`;
  const found = standings(board, kept);
  const span = spanOf(board, found);
  if (!span) return `${head} Not run yet.\n`;
  const percent = board.measure !== 'perplexity';
  const shown = (value: number) => (percent ? (100 * value).toFixed(1) : value.toFixed(1));
  const time = timeOf(span.full);
  const rows = found.map((row, i) => {
    const one = row.runs[0]!;
    const cells =
      row.method === UNTUNED
        ? [shown(row.mean), '', `${(100 * span.gain(row)).toFixed(0)} %`, '', '', '', '', '']
        : [
            row.deviation === undefined ? shown(row.mean) : `${shown(row.mean)} ± ${shown(row.deviation)}`,
            String(row.runs.length),
            `${(100 * span.gain(row)).toFixed(0)} %`,
            one.trainable.toLocaleString('en-US'),
            share(one.trainable / parameters),
            `${(one.bytes / 1e6).toFixed(1)} MB`,
            isBusy(row) || isBusy(span.full) ? '–' : (timeOf(row) / time).toFixed(2),
            row.error === undefined ? 'one seed' : ranges(noiseRanks(found, i)) || 'none',
          ];
    return line([String(i + 1), row.method, categoryOf(row.method), ...cells]);
  });
  const note =
    `Full fine-tuning is ${shown(Math.abs(span.full.mean - span.from.mean))} ${percent ? 'points ' : ''}from ` +
    `${span.from.method}; best and worst method are ${shown(span.range)} apart` +
    (span.error === undefined
      ? '.'
      : `, ${(span.range / span.error).toFixed(0)} times the mean standard error (${shown(span.error)}).`);
  const columns = columnsOf(board);
  return [`${head} ${note}`, '', line(columns), line(columns.map(() => '---')), ...rows, ''].join('\n');
}

const share = (part: number): string =>
  `${part === 0 || part === 1 ? 100 * part : Number((100 * part).toPrecision(part > 0.1 ? 3 : 2))} %`;

const isBusy = ({ runs }: Standing): boolean => runs.some(({ busy }) => busy);
const timeOf = ({ runs }: Standing): number => median(runs.map(({ milliseconds }) => milliseconds));

/** The boards' part of METHODS.md. */
export const boardsPart = (kept: readonly BoardRun[]): string =>
  '## The boards: tasks on which methods differ\n\nWritten by `npm run boards` (runs in [boards.json](boards.json)): ' +
  'the survey’s understanding, translation and generation, each method at its own default rate and ' +
  'hyper-parameters, in the sizes that the page suggests, on the test split; mean and standard deviation over the ' +
  'seeds. Gain: the share of what full fine-tuning gains, over the head alone, or over the untuned model where it ' +
  'answers the task. Within noise: ranks of the methods whose mean is nearer than twice the standard error of the ' +
  'difference. Memory is the estimate for the device; times are relative to full fine-tuning, a rough guide ' +
  '(–: other programs ran beside), since runs were made one after the other on a shared machine. ' +
  'The page shows the same under Boards, and runs them.\n\n' +
  boards.map((board) => boardOf(board, kept)).join('\n');
