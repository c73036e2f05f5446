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
  if (!metrics) return null;
  const { constant, classes } = metrics;
  const facts = factsOf(metrics);
  if (facts.length === 0) return null;
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

type Fact = readonly [name: string, value: string, hint: string];

/** What the task is measured by besides the number on its tile. */
function factsOf(metrics: Metrics): readonly Fact[] {
  const { accuracy, f1, f1Class, macroF1, microF1, matthews, majority, entities } = metrics;
  const { attackSuccess, pearson, spearman, meanAbsoluteError, variance } = metrics;
  const { chrf, bleu, rougeL, exactMatch, perplexity, written = 0 } = metrics;
  const fact = (value: number | undefined, name: string, hint: string, format = percent): Fact[] =>
    value === undefined ? [] : [[name, format(value), hint]];
  const numeric = (value: number) => fixed(value, pearson === undefined && spearman === undefined ? 3 : 2);
  return [
    ...fact(attackSuccess, words.attack, words.attackHint),
    ...fact(entities?.precision, words.entityPrecision, words.entityPrecisionHint),
    ...fact(entities?.recall, words.entityRecall, words.entityRecallHint),
    ...fact(entities && accuracy, words.tokenAccuracy, words.tokenAccuracyHint),
    ...fact(microF1 === undefined ? undefined : accuracy, words.subset, words.subsetHint),
    ...fact(entities ? undefined : macroF1, words.macroF1, words.macroF1Hint),
    ...fact(matthews, words.matthews, words.matthewsHint, (value) => fixed(value, 2)),
    ...(f1Class === undefined ? [] : fact(f1, words.f1Of(f1Class), words.f1Hint(f1Class))),
    ...fact(majority?.share, words.majority(majority?.label ?? ''), words.majorityHint),
    ...fact(spearman, words.spearman, words.spearmanHint, numeric),
    ...fact(meanAbsoluteError, words.error, words.errorHint, numeric),
    ...fact(variance, words.variance, words.varianceHint, numeric),
    ...fact(bleu, words.bleu, words.bleuHint(whole(written)), (value) => fixed(value, 1)),
    ...fact(rougeL, words.rougeL, words.rougeLHint(whole(written)), (value) => fixed(value, 2)),
    ...fact(exactMatch, words.exactMatch, words.exactMatchHint),
    ...fact(chrf === undefined ? undefined : perplexity, words.perplexity, words.perplexityHint, (value) =>
      fixed(value, 2),
    ),
  ];
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
