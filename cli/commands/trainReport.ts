/** What `train` says: while it runs, and at the end. */
import { inEnglish } from '../../src/messages/message';
import type { OpeningEvent } from '../../src/session/openRun';
import type { DatasetReport } from '../../src/session/runData';
import type { RunResult, TaskScore } from '../../src/training/types';
import type { OpenedData } from '../files';
import { bytesText, type Io, type ProgressBar } from '../io';
import { classLines, metricsText } from '../metrics';

/** What was read of the data, for --json. */
export function dataReport({ columns, uses }: OpenedData, { labels, sizes, notes, poison }: DatasetReport) {
  return {
    ...(columns && { columns }),
    ...(uses && { uses }),
    ...(labels.length > 0 && { labels }),
    rows: sizes,
    ...(poison && { poison }),
    notices: notes.map(inEnglish),
  };
}

/** The phases of a run, for --json: what they tell is in English. */
export const stagesReport = (stages: RunResult['stages']) =>
  stages.map(({ title, summary, ...stage }) => ({
    ...stage,
    title: inEnglish(title),
    ...(summary && { summary: inEnglish(summary) }),
  }));

/** What the terminal shows of a run. @param title method, model and data, for the line before the first step */
export function listener(io: Io, bar: ProgressBar, { uses }: OpenedData, title: string): (event: OpeningEvent) => void {
  let rows = '';
  return (event) => {
    if (event.kind === 'steps') {
      const last = event.records.at(-1);
      if (last) bar.update(last.step, `loss ${last.loss.toFixed(4)}  ${event.stepsPerSecond.toFixed(1)} steps/s`);
    } else if (event.kind === 'metrics') {
      const { split, step, metrics } = event;
      io.stderr(`${io.interactive ? '\n' : ''}${split} at step ${step}: ${metricsText(metrics)}\n`);
    } else if (event.kind === 'tasks') {
      for (const { name, metrics, alone } of event.tasks)
        io.stderr(
          `${io.interactive ? '\n' : ''}task ${name}: ${metricsText(metrics)}` +
            `${alone ? `; alone ${aloneText(alone)}` : ''}\n`,
        );
    } else if (event.kind === 'stage') {
      const { index, title, from, to, summary } = event.stage;
      if (index < 0 && !event.over) {
        io.stderr(`${io.interactive ? '\n' : ''}first: ${inEnglish(title)}\n`);
        return;
      }
      if (index < 0) {
        io.stderr(`${summary ? inEnglish(summary) : ''}\n`);
        return;
      }
      if (!event.over) io.stderr(`${io.interactive ? '\n' : ''}phase ${index + 1}: ${inEnglish(title)}\n`);
      else
        io.stderr(
          `${io.interactive ? '\n' : ''}phase ${index + 1} is ` +
            `over${to > from ? ` after ${to - from} updates` : ''}${summary ? `: ${inEnglish(summary)}` : '.'}\n`,
        );
    } else if (event.kind === 'prepared') {
      const { notes, sizes, poison } = event.data;
      rows = `${sizes.train} training, ${sizes.validation} validation, ${sizes.test} test rows`;
      if (poison)
        io.stderr(
          `poisoned: ${poison.rows} of ${poison.of} training rows hold "${poison.trigger}" and are labelled ` +
            `"${poison.target}"\n`,
        );
      if (uses) io.stderr(`${uses}\n`);
      for (const note of notes) io.stderr(`note: ${inEnglish(note)}\n`);
    } else if (event.kind === 'backend') {
      io.stderr(`${title}: ${rows}; ${inEnglish(event.description)}\n`);
    }
  };
}

/** The measure by which a task of several is told before and after. */
function aloneText({ accuracy, chrf, exactMatch, loss }: NonNullable<TaskScore['alone']>): string {
  if (accuracy !== undefined) return `accuracy ${(100 * accuracy).toFixed(1)} %`;
  if (chrf !== undefined) return `chrF ${chrf.toFixed(1)}, exact match ${(100 * (exactMatch ?? 0)).toFixed(1)} %`;
  return `loss ${loss.toFixed(4)}`;
}

export function readable(r: RunResult): string {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [first, last] = [r.losses.slice(0, 10), r.losses.slice(-10)];
  return [
    `loss ${mean(first).toFixed(4)} → ${mean(last).toFixed(4)} (means of ${first.length} steps)`,
    ...(r.test ? [`test: ${metricsText(r.test)}`, ...classLines(r.test)] : []),
    `${r.trainable.toLocaleString('en-US')} trainable of ${r.counts.total.toLocaleString('en-US')} (head ` +
      `${r.counts.head.toLocaleString('en-US')})`,
    `${r.stepMilliseconds.toFixed(1)} ms a step; memory now ${bytesText(r.bytes.total)}, peak ` +
      `${bytesText(r.bytes.peak)}`,
    ...(r.graph.widened ? [widenedText(r.graph.widened)] : []),
    ...(r.featureCache ? [featureCacheText(r.featureCache, r.losses.length)] : []),
    r.phases.map((p) => `${p.name} ${(p.milliseconds / 1000).toFixed(1)} s`).join(', '),
  ].join('\n');
}

const widenedText = ({ weights, stored, trained }: NonNullable<RunResult['graph']['widened']>): string =>
  `${weights} weight${weights === 1 ? '' : 's'} that the file stores quantised ${weights === 1 ? 'was' : 'were'} ` +
  `trained and so in fp32: ${bytesText(trained)} with the optimiser instead of ${bytesText(stored)}`;

function featureCacheText(
  { refused, held, needed, budget, updates }: NonNullable<RunResult['featureCache']>,
  steps: number,
): string {
  switch (refused) {
    case undefined:
      return `feature cache: ${updates} of ${steps} steps ran without the backbone; ${bytesText(held)} of host memory`;
    case 'off':
      return 'feature cache: turned off (cache=0)';
    case 'one epoch':
      return 'feature cache: not used, because the run ends before any example comes a second time';
    case 'too large':
      return (
        `feature cache: not used, because all training examples need ${bytesText(needed)} and cache allows ` +
        `${bytesText(budget)}`
      );
    case 'nothing to keep':
      return 'feature cache: not used, because this model has nothing that can be kept example by example';
  }
}
