/** What the model gets wrong on the validation split: classes taken for each other, and the worst examples. */
import type { Mistake, MistakesReport } from '../../training/mistakes';
import { usePlay, usePlayground } from '../context';
import { fixed, percent, whole } from '../format';
import { strings } from '../strings';

const words = strings.how.mistakes;

export function Mistakes() {
  const mistakes = usePlay((state) => state.mistakes);
  const isBuilt = usePlay((state) => state.run.counts !== undefined);
  const { inference } = usePlayground();
  if (!isBuilt) return null;
  const { report, asking = false } = mistakes ?? {};
  return (
    <details className="mistakes">
      <summary>{words.title}</summary>
      <button type="button" className="button" disabled={asking} onClick={() => void inference.mistakes()}>
        {asking ? words.looking : report ? words.again : words.look}
      </button>
      {report && <Report report={report} />}
    </details>
  );
}

function Report({ report }: { readonly report: MistakesReport }) {
  const { step, rows, wrong, task, order, confusion, byLabel, mistakes } = report;
  const graded = task === 'regression' || task === 'causal-lm' || order === 'chrf';
  return (
    <div aria-live="polite">
      <p className="note">
        {words.at(whole(step))}{' '}
        {graded ? words.worst(whole(rows)) : wrong === 0 ? words.none : words.wrong(whole(wrong), whole(rows))}
      </p>
      {confusion && <Matrix {...confusion} />}
      {byLabel && <Labels labels={byLabel} />}
      {mistakes.length > 0 && (
        <>
          <h3 className="group-title">{words.examples}</h3>
          <ol className="mistakes-list">
            {mistakes.map((mistake) => (
              <Example key={mistake.row} mistake={mistake} order={order} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

/** Cells darken with the share of their true class. */
function Matrix({ labels, counts }: NonNullable<MistakesReport['confusion']>) {
  return (
    <>
      <h3 className="group-title">{words.confusion}</h3>
      <div className="quality-table confusion" role="region" aria-label={words.confusion} tabIndex={0}>
        <table>
          <caption>{words.confusionHint}</caption>
          <thead>
            <tr>
              <td />
              {labels.map((label) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((truth, i) => {
              const all = counts[i]!.reduce((a, b) => a + b, 0);
              return (
                <tr key={truth}>
                  <th scope="row">{truth}</th>
                  {labels.map((answer, k) => (
                    <td
                      key={answer}
                      className={i === k ? 'confusion-right' : 'confusion-wrong'}
                      style={{ '--share': `${all === 0 ? 0 : (70 * counts[i]![k]!) / all}%` } as React.CSSProperties}
                      title={words.cell(truth, answer, whole(counts[i]![k]!))}
                    >
                      {whole(counts[i]![k]!)}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Labels({ labels }: { readonly labels: NonNullable<MistakesReport['byLabel']> }) {
  const kinds = ['truePositives', 'falsePositives', 'falseNegatives', 'trueNegatives'] as const;
  return (
    <div className="quality-table" role="region" aria-label={words.byLabel} tabIndex={0}>
      <table>
        <caption>{words.byLabel}</caption>
        <thead>
          <tr>
            <th scope="col">{words.label}</th>
            {kinds.map((kind) => (
              <th key={kind} scope="col">
                {words[kind]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((one) => (
            <tr key={one.label}>
              <th scope="row">{one.label}</th>
              {kinds.map((kind) => (
                <td key={kind}>{whole(one[kind])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Example({ mistake, order }: { readonly mistake: Mistake; readonly order: MistakesReport['order'] }) {
  const { text, second, words: tagged, truth, answer, sure, measure } = mistake;
  return (
    <li>
      <p className="mistakes-text" dir="auto">
        {tagged
          ? tagged.map((one, i) =>
              one.truth === one.answer ? (
                `${one.word} `
              ) : (
                <span key={i} className="mistakes-word">
                  {one.word} <small>{words.tag(one.answer, one.truth)}</small>{' '}
                </span>
              ),
            )
          : text}
        {second !== undefined && <span className="mistakes-second">{second}</span>}
      </p>
      <dl className="quality-facts">
        {!tagged && (truth !== '' || answer !== '') && (
          <>
            <Fact
              name={words.answer}
              value={`${answer || words.nothing}${sure === undefined ? '' : ` (${percent(sure)})`}`}
            />
            <Fact name={words.truth} value={truth} />
          </>
        )}
        <Fact name={words.measures[order]} value={fixed(measure, order === 'chrf' ? 1 : 2)} />
      </dl>
    </li>
  );
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);
