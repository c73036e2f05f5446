/** The matrix of transfer: scores by source and target, filling while it is trained, and what they say. */
import { useId, useState } from 'react';
import {
  differ,
  matrixCsv,
  measures,
  NO_SOURCE,
  runKey,
  scoreOf,
  together,
  verdictOf,
  type Cells,
  type MatrixPlan,
  type Measure,
  type Score,
} from '../../session/matrix';
import type { Race } from '../../state/racePlan';
import type { Metrics } from '../../training/types';
import { Select } from '../controls/select';
import { usePlay, useRace } from '../context';
import { fixed } from '../format';
import { inLanguage } from '../inLanguage';
import { ExportBar } from './export-bar';
import { plannedMatrix } from './matrix-plan';
import { shortName } from './setNames';
import { words } from './strings';
import './matrix.css';

const text = words.matrix;

const spelled = ({ value, error }: Score): string => `${fixed(value, 1)} ± ${fixed(error, 1)}`;

type Results = Readonly<Record<string, Metrics>>;

/** Scores of the cells, over as many seeds as are done. */
const cellsOf =
  (plan: MatrixPlan, results: Results, measure: Measure): Cells =>
  (source, target) =>
    together(
      plan.seeds.flatMap((seed) => {
        const metrics = results[runKey({ source, target, seed })];
        return (metrics && scoreOf(metrics, measure)) ?? [];
      }),
    );

interface CellProps {
  readonly race: Race | undefined;
  readonly plan: MatrixPlan;
  readonly source: string;
  readonly target: string;
  readonly score: Score | undefined;
  /** From the worst to the best score of the matrix, 0 to 1. */
  readonly shade: number;
  /** Beyond noise of no source. */
  readonly beyond: 'more' | 'less' | undefined;
}

function Cell({ race, plan, source, target, score, shade, beyond }: CellProps) {
  const now = useRace((state) => state.now);
  const keys = plan.seeds.map((seed) => runKey({ source, target, seed }));
  if (source === target)
    return (
      <td className="matrix-cell" data-state="itself" aria-label={text.state.itself}>
        ·
      </td>
    );
  const training = now !== undefined && keys.includes(now);
  const failure = keys.map((key) => race?.done[key]).find((done) => typeof done === 'object');
  if (!score)
    return (
      <td
        className="matrix-cell"
        data-state={training ? 'now' : failure ? 'failed' : 'waiting'}
        title={failure?.message && inLanguage(failure.message)}
      >
        {training ? <Progress /> : failure ? text.state.failed : text.state.waiting}
      </td>
    );
  return (
    <td
      className="matrix-cell"
      data-state={training ? 'now' : 'done'}
      data-beyond={beyond}
      style={{ '--shade': `${Math.round(6 + 44 * shade)}%` } as React.CSSProperties}
      title={text.cell(shortName(source), shortName(target), fixed(score.value, 1), fixed(score.error, 1))}
    >
      <b>
        {fixed(score.value, 1)}
        {beyond && <span className="matrix-mark"> {beyond === 'more' ? '▲' : '▼'}</span>}
      </b>
      <span className="matrix-error">± {fixed(score.error, 1)}</span>
    </td>
  );
}

/** How far the run in the cell is. */
function Progress() {
  const step = usePlay((state) => state.run.step);
  const steps = usePlay((state) => state.settings.steps);
  return (
    <>
      {text.state.now}
      <span className="race-bar">
        <span style={{ inlineSize: `${Math.min(100, (100 * step) / steps)}%` }} />
      </span>
    </>
  );
}

function Verdicts({ plan, cells }: { readonly plan: MatrixPlan; readonly cells: Cells }) {
  const verdicts = plan.targets.flatMap((target) => verdictOf(plan, target, cells) ?? []);
  if (verdicts.length === 0) return <p className="note">{text.waiting}</p>;
  return (
    <ul className="matrix-verdicts" role="status">
      {verdicts.map(({ target, best, score, alone, outcome, alike }) => (
        <li key={target} data-outcome={outcome}>
          {text.verdicts[outcome](shortName(target), shortName(best), spelled(score), spelled(alone))}{' '}
          {alike.length > 0 && <span className="matrix-alike">{text.alike(alike.map(shortName).join(', '))}</span>}
        </li>
      ))}
    </ul>
  );
}

interface HeatMapProps {
  readonly race: Race | undefined;
  readonly plan: MatrixPlan;
  readonly cells: Cells;
  readonly measure: Measure;
}

function HeatMap({ race, plan, cells, measure }: HeatMapProps) {
  const rows = [NO_SOURCE, ...plan.sources];
  const values = rows.flatMap((source) => plan.targets.flatMap((target) => cells(source, target)?.value ?? []));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return (
    <table className="matrix">
      <caption className="visually-hidden">{text.caption(text.measures[measure])}</caption>
      <thead>
        <tr>
          <td className="matrix-corner">{text.corner}</td>
          {plan.targets.map((target) => (
            <th key={target} scope="col">
              {shortName(target)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((source) => (
          <tr key={source} data-source={source}>
            <th scope="row">{shortName(source)}</th>
            {plan.targets.map((target) => {
              const [score, alone] = [cells(source, target), cells(NO_SOURCE, target)];
              const apart = source !== NO_SOURCE && score && alone && differ(score, alone);
              return (
                <Cell
                  key={target}
                  race={race}
                  plan={plan}
                  source={source}
                  target={target}
                  score={score}
                  shade={score && most > least ? (score.value - least) / (most - least) : 0}
                  beyond={apart ? (score.value > alone.value ? 'more' : 'less') : undefined}
                />
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Of a matrix under way or over, else of the planned one. */
export function Matrix() {
  const race = useRace((state) => (state.race?.matrix ? state.race : undefined));
  const settings = usePlay((state) => state.settings);
  const [wanted, setWanted] = useState<Measure>();
  const id = useId();
  const plan: MatrixPlan | undefined = race?.matrix ?? plannedMatrix(settings);
  if (!plan) return null;
  const results: Results = race?.matrix?.metrics ?? {};
  const all = Object.values(results);
  const offered = all.length === 0 ? [] : measures.filter((measure) => all.every((one) => scoreOf(one, measure)));
  const measure = wanted && offered.includes(wanted) ? wanted : (offered[0] ?? 'chrf');
  const cells = cellsOf(plan, results, measure);
  const csv = () => matrixCsv(plan, results);
  return (
    <section className="panel compare-matrix" aria-labelledby={id}>
      <div className="panel-head">
        <h2 className="panel-title" id={id}>
          {text.title}
        </h2>
        <span className="panel-tools">
          <ExportBar label={text.title} file="transfer" csv={csv} disabled={all.length === 0} />
        </span>
      </div>
      {offered.length > 1 && (
        <div className="matrix-measure">
          <Select
            inline
            label={text.measure}
            value={measure}
            groups={[{ options: offered.map((one) => ({ value: one, label: text.measures[one] })) }]}
            onChange={(next) => setWanted(next as Measure)}
          />
        </div>
      )}
      <div className="matrix-scroll" role="region" aria-label={text.caption(text.measures[measure])} tabIndex={0}>
        <HeatMap race={race} plan={plan} cells={cells} measure={measure} />
      </div>
      <Verdicts plan={plan} cells={cells} />
      <p className="note">
        {text.beyond} {plan.seeds.length === 1 && text.oneSeed}
      </p>
    </section>
  );
}
