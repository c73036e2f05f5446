/** Answers of tasks with a head, now and before training: bars of classes, tags of words, a number on a scale. */
import type { CSSProperties } from 'react';
import type { Answer } from '../../session/pinned';
import { strings } from '../strings';
import { toneOf } from '../try/tones';
import { BARS, Right, type AnswerProps } from './answers';
import type { Said } from './shown';
import { GIVEN, likeliest, numberOf, shareOf } from './told';

const words = strings.live;

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

function Bars({ form: { task, labels }, row, before, now }: AnswerProps) {
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
              <span className="live-was" style={width(was)} />
              <span className="live-fill" style={width(is)} />
              <span className="live-was-end" style={width(was)} />
            </span>
            <span className="live-share">{shareOf(is)}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Words with their tags below them, of a width that no other tag changes. */
function Tags({ form: { labels }, row, before, now }: AnswerProps) {
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
function Scale({ form: { range: [least, most] = [0, 1] }, row, before, now }: AnswerProps) {
  const place = (value: number | undefined) => ({
    insetInlineStart: `${100 * Math.min(1, Math.max(0, ((value || 0) - least) / (most - least || 1)))}%`,
  });
  const truth = row.truth === undefined ? undefined : Number(row.truth[0]);
  const [was, is] = [before?.value, now?.value];
  return (
    <div className="live-scale">
      <p className="live-number">{numberOf(is)}</p>
      <p className="live-beside">
        {[words.was(numberOf(was)), ...(truth === undefined ? [] : [words.truth(numberOf(truth))])].join(' · ')}
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

export default function Headed(props: AnswerProps) {
  const { task } = props.form;
  if (task === 'regression') return <Scale {...props} />;
  if (task === 'token-classification') return <Tags {...props} />;
  return <Bars {...props} />;
}
