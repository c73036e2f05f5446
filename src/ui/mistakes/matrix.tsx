/** Which class is taken for which, with the texts of a field at a click; and what became of each of several labels. */
import { useState } from 'react';
import type { PinnedText } from '../../session/pinned';
import type { MistakesReport } from '../../training/mistakes';
import { Close } from '../controls/icons';
import { whole } from '../format';
import { Examples } from './example';
import { strings as words } from './strings';

interface MatrixProps {
  readonly report: MistakesReport;
  readonly onWhy: ((text: PinnedText) => void) | undefined;
}

/** Texts of a field. */
function Field({
  report,
  truth,
  answer,
  count,
  onWhy,
  onClose,
}: MatrixProps & {
  readonly truth: string;
  readonly answer: string;
  readonly count: number;
  readonly onClose: () => void;
}) {
  const cell = report.cells?.find((each) => each.truth === truth && each.answer === answer);
  const { examples = [] } = cell ?? {};
  return (
    <section className="mistakes-cell" aria-live="polite">
      <div className="panel-head">
        <h4 className="group-title">{words.cellTitle(truth, answer)}</h4>
        <button type="button" className="icon-button" aria-label={words.close} onClick={onClose}>
          <Close />
        </button>
      </div>
      {report.task === 'classification' && examples.length < count && (
        <p className="note">{words.cellSome(whole(examples.length), whole(count))}</p>
      )}
      <Examples mistakes={examples} order={report.order} onWhy={onWhy} />
    </section>
  );
}

/** Cells darken with the share of their true class. */
export function Matrix({ report, onWhy }: MatrixProps) {
  const [open, setOpen] = useState<readonly [number, number]>();
  const { labels, counts } = report.confusion!;
  const [row, column] = open ?? [];
  const shown = row !== undefined && column !== undefined ? counts[row]?.[column] : undefined;
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
                  {labels.map((answer, k) => {
                    const count = counts[i]![k]!;
                    const share = { '--share': `${all === 0 ? 0 : (45 * count) / all}%` } as React.CSSProperties;
                    const name = words.cell(truth, answer, whole(count));
                    return (
                      <td key={answer} className={i === k ? 'confusion-right' : 'confusion-wrong'} style={share}>
                        {count === 0 ? (
                          <span title={name}>0</span>
                        ) : (
                          <button
                            type="button"
                            title={name}
                            aria-label={name}
                            aria-expanded={row === i && column === k}
                            onClick={() => setOpen(row === i && column === k ? undefined : [i, k])}
                          >
                            {whole(count)}
                          </button>
                        )}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {shown !== undefined && shown > 0 && (
        <Field
          report={report}
          truth={labels[row!]!}
          answer={labels[column!]!}
          count={shown}
          onWhy={onWhy}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}

export function Labels({ labels }: { readonly labels: NonNullable<MistakesReport['byLabel']> }) {
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
