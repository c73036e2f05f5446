/** What changed sides between two states of the model: wrong → right, and right → wrong. */
import type { PinnedText } from '../../session/pinned';
import { isHeaded } from '../../methods/taskId';
import type { Examination } from '../../training/examiner';
import { fixed, whole } from '../format';
import { Examples } from './example';
import { strings } from './strings';

const words = strings.changes;

const nameOf = (step: number): string => (step === 0 ? words.start : words.step(whole(step)));

function summaryOf({ changes }: Examination): string {
  const { unit, wrongBefore = 0, wrongNow = 0, count, mean, order } = changes;
  if (unit === 'graded') return words.graded[order](fixed(mean[0], 2), fixed(mean[1], 2));
  return words[unit](whole(wrongBefore), whole(wrongNow), whole(count));
}

interface ChangesProps {
  readonly examination: Examination;
  readonly onWhy: ((text: PinnedText) => void) | undefined;
}

export function ChangesView({ examination, onWhy }: ChangesProps) {
  const { report, since, changes } = examination;
  const { unit, better, worse, righted, wronged, order } = changes;
  const graded = unit === 'graded';
  const sides = [
    { key: 'righted', title: (graded ? words.better : words.righted)(whole(better)), examples: righted },
    { key: 'wronged', title: (graded ? words.worse : words.wronged)(whole(worse)), examples: wronged },
  ];
  return (
    <section className="mistakes-changes">
      <h3 className="group-title">{words.title}</h3>
      <p className="note">
        {since === report.step ? (
          words.same
        ) : (
          <>
            {words.since(nameOf(since), nameOf(report.step))} {summaryOf(examination)}{' '}
            {since === 0 && isHeaded(report.task) && words.chance}
          </>
        )}
      </p>
      <div className="mistakes-sides">
        {sides.map(({ key, title, examples }) => (
          <div key={key} data-side={key}>
            <h4 className="group-title">{title}</h4>
            {examples.length === 0 ? (
              <p className="note">{words.nothing}</p>
            ) : (
              <Examples mistakes={examples} order={order} onWhy={onWhy} />
            )}
          </div>
        ))}
      </div>
    </section>
  );
}
