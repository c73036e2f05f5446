/** Below the tiles: how good a classifier is where accuracy alone misleads, in short and class by class. */
import type { Metrics } from '../../training/types';
import { usePlaySlowly } from '../context';
import { fixed, percent, whole } from '../format';
import type { State } from '../../state/state';
import { strings } from '../strings';

const words = strings.how.quality;
const selectMetrics = (state: State): Metrics | undefined => state.run.validation.at(-1) ?? state.run.test;

export function Quality() {
  const metrics = usePlaySlowly(selectMetrics, 150);
  if (metrics?.macroF1 === undefined || metrics.matthews === undefined) return null;
  const { f1, f1Class, macroF1, matthews, majority, constant, classes } = metrics;
  const facts: readonly (readonly [string, string, string])[] = [
    [words.macroF1, percent(macroF1), words.macroF1Hint],
    [words.matthews, fixed(matthews, 2), words.matthewsHint],
    ...(f1 !== undefined && f1Class !== undefined
      ? [[words.f1Of(f1Class), percent(f1), words.f1Hint(f1Class)] as const]
      : []),
    ...(majority ? [[words.majority(majority.label), percent(majority.share), words.majorityHint] as const] : []),
  ];
  return (
    <div className="quality">
      {constant !== undefined && (
        <p className="note note-warn" role="status">
          {words.constant(constant)}
        </p>
      )}
      <dl className="quality-facts">
        {facts.map(([name, value, hint]) => (
          <div key={name} title={hint}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {classes && classes.length > 1 && (
        <details className="quality-classes">
          <summary>{words.classes}</summary>
          <ClassTable classes={classes} />
        </details>
      )}
    </div>
  );
}

function ClassTable({ classes }: { readonly classes: NonNullable<Metrics['classes']> }) {
  return (
    <div className="quality-table" role="region" aria-label={words.classes} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {[words.class, words.precision, words.recall, words.f1, words.support].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {classes.map(({ label, precision, recall, f1, support }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{percent(precision)}</td>
              <td>{percent(recall)}</td>
              <td>{percent(f1)}</td>
              <td>{whole(support)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
