/** What a model says to a text, now in colour and before training faint beside it: bars, tags, a scale, a text. */
import type { CSSProperties } from 'react';
import type { Answer, Pinned, PinnedRow } from '../../session/pinned';
import { Check } from '../controls/icons';
import { strings } from '../strings';
import { toneOf } from '../try/tones';
import type { Said } from './shown';
import { GIVEN, isRight, likeliest, numberOf, shareOf } from './told';

const words = strings.live;

/** Classes that a row has room for. */
export const BARS = 4;

export type Form = Pick<Pinned, 'task' | 'labels' | 'range'>;

interface Props extends Said {
  readonly form: Form;
  readonly row: PinnedRow;
}

/** Classes that are shown: all, or the likeliest now and before and the right one; in the order of the labels. */
function classesOf(labels: readonly string[], { before, now }: Said, truth: readonly string[] = []): number[] {
  if (labels.length <= BARS) return [...labels.keys()];
  const ranked = ({ shares = [] }: Answer = {}) => [...labels.keys()].sort((a, b) => shares[b]! - shares[a]!);
  const wanted = [
    ...ranked(now).slice(0, 2),
    ...truth.map((name) => labels.indexOf(name)).filter((index) => index >= 0),
    ...ranked(before).slice(0, 2),
    ...ranked(now),
  ];
  return [...new Set(wanted)].slice(0, BARS).sort((a, b) => a - b);
}

const width = (share: number | undefined) => ({ inlineSize: `${100 * Math.min(1, Math.max(0, share || 0))}%` });

function Bars({ form: { task, labels }, row, before, now }: Props) {
  const best = likeliest(now?.shares ?? []);
  return (
    <ul className="live-bars">
      {classesOf(labels, { ...(before && { before }), ...(now && { now }) }, row.truth).map((index) => {
        const [was, is] = [before?.shares?.[index], now?.shares?.[index]];
        const chosen = task === 'multi-label' ? (is ?? 0) >= GIVEN : index === best;
        const right = row.truth?.includes(labels[index]!) === true;
        return (
          <li key={index} data-best={chosen} title={words.bar(labels[index]!, shareOf(was), shareOf(is))}>
            <span className="live-class">
              <bdi>{labels[index]}</bdi>
              {right && <Right />}
            </span>
            <span className="live-track" aria-hidden="true">
              <span className="live-fill" style={width(is)} />
              <span className="live-was" style={width(was)} />
            </span>
            <span className="live-share">{shareOf(is)}</span>
          </li>
        );
      })}
    </ul>
  );
}

const Right = () => (
  <span className="live-right" role="img" aria-label={words.right} title={words.right}>
    <Check />
  </span>
);

/** Words with their tags below them, of a width that no other tag changes. */
function Tags({ form: { labels }, row, before, now }: Props) {
  const longest = Math.max(1, ...labels.map((label) => label.length));
  const tag = (answer: Answer | undefined, i: number) => labels[answer?.tags?.[i]?.[0] ?? -1] ?? '–';
  return (
    <p className="live-tags" dir="auto" style={{ '--tag': `${longest}ch` } as CSSProperties}>
      {row.words?.map((word, i) => {
        const [was, is] = [tag(before, i), tag(now, i)];
        const share = shareOf(now?.tags?.[i]?.[1]);
        return (
          <span key={i} className="live-word" title={words.tag(word, is, share, was)}>
            <bdi>{word}</bdi>
            <small className={is === 'O' || is === '–' ? 'live-tag' : `live-tag ${toneOf(is, labels)}`}>{is}</small>
            <small className="live-tag-was">{was}</small>{' '}
          </span>
        );
      })}
    </p>
  );
}

/** A number between the smallest and the largest one of the training data. */
function Scale({ form: { range: [least, most] = [0, 1] }, row, before, now }: Props) {
  const place = (value: number | undefined) => ({
    insetInlineStart: `${100 * Math.min(1, Math.max(0, ((value || 0) - least) / (most - least || 1)))}%`,
  });
  const truth = row.truth === undefined ? undefined : Number(row.truth[0]);
  const [was, is] = [before?.value, now?.value];
  return (
    <div className="live-scale">
      <p className="live-number">
        {numberOf(is)} <small>{words.was(numberOf(was))}</small>
        {truth !== undefined && <small> · {words.truth(numberOf(truth))}</small>}
      </p>
      <div className="live-line" aria-hidden="true">
        {truth !== undefined && <span className="live-truth" style={place(truth)} />}
        {was !== undefined && <span className="live-mark live-mark-was" style={place(was)} />}
        {is !== undefined && Number.isFinite(is) && <span className="live-mark" style={place(is)} />}
      </div>
      <p className="live-ends" aria-hidden="true">
        <span>{numberOf(least)}</span>
        <span>{numberOf(most)}</span>
      </p>
    </div>
  );
}

function Written({ form, row, before, now }: Props) {
  const right = isRight(now, row.truth, form) === true;
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

/** @param form of the run's task. An answer that is not there yet leaves its place free. */
export function AnswerView(props: Props) {
  const { task } = props.form;
  if (task === 'causal-lm' || task === 'seq2seq') return <Written {...props} />;
  if (task === 'regression') return <Scale {...props} />;
  if (task === 'token-classification') return <Tags {...props} />;
  return <Bars {...props} />;
}
