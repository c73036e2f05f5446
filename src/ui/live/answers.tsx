/** What a model says to a text, now in colour and before training faint beside it. */
import { Suspense } from 'react';
import { lazy } from '../lazy';
import { isWritten } from '../../methods/taskId';
import type { Answer, Pinned, PinnedRow } from '../../session/pinned';
import { Check } from '../controls/icons';
import { strings } from '../strings';
import type { Said } from './shown';

const words = strings.live;

/** The page opens with what is written. */
const Headed = lazy(() => import('./headed'));

/** Classes that a row has room for. */
export const BARS = 4;

export type Form = Pick<Pinned, 'task' | 'labels' | 'range'>;

export interface AnswerProps extends Said {
  readonly form: Form;
  readonly row: PinnedRow;
}

export const Right = () => (
  <span className="live-right" role="img" aria-label={words.right} title={words.right}>
    <Check />
  </span>
);

function Written({ form, row, before, now }: AnswerProps) {
  const right = now?.text !== undefined && now.text.trim() === row.truth?.[0]?.trim();
  const goesOn = form.task === 'causal-lm';
  const said = (answer: Answer | undefined) =>
    answer?.text === undefined ? '…' : answer.text === '' ? <em>{words.nothing}</em> : answer.text;
  return (
    <div className="live-written" data-right={right}>
      {/* What was written anew lights up. */}
      <p className="live-now" dir="auto" key={now?.text} title={now?.text}>
        {goesOn && <span className="live-prompt">{row.text} </span>}
        {said(now)}
        {right && <Right />}
      </p>
      <p className="live-before" title={before?.text}>
        <span className="live-label">{words.before}</span> <bdi>{said(before)}</bdi>
      </p>
      {row.truth && !right && (
        <p className="live-reference" title={row.truth[0]}>
          <span className="live-label">{words.reference}</span> <bdi>{row.truth[0]}</bdi>
        </p>
      )}
    </div>
  );
}

/** An answer that is not there yet leaves its place free. */
export const AnswerView = (props: AnswerProps) =>
  isWritten(props.form.task) ? (
    <Written {...props} />
  ) : (
    <Suspense fallback={<div className="live-coming" />}>
      <Headed {...props} />
    </Suspense>
  );
