/** One row for each model: trainable numbers, share, stored size, memory estimate against full fine-tuning. */
import { applicability } from '../../methods/applicability';
import type { Hyperparameters, Method } from '../../methods/contract';
import { useMethods } from '../context';
import { bytes, compact, percent, whole } from '../format';
import { estimate, type EstimateOptions } from './estimates';
import { strings } from './strings';
import type { Target } from './targets';

interface ComparisonProps {
  readonly method: Method;
  readonly hyperparameters: Hyperparameters;
  readonly targets: readonly Target[];
  readonly optionsFor: (target: Target) => EstimateOptions;
  readonly shown: string;
  readonly onShow: (id: string) => void;
}

interface RowProps {
  readonly method: Method;
  readonly hyperparameters: Hyperparameters;
  readonly target: Target;
  readonly options: EstimateOptions;
  readonly shown: boolean;
  readonly onShow: (id: string) => void;
}

/** One model, or that the method does not work with it. */
function Row({ method, hyperparameters, target, options, shown, onShow }: RowProps) {
  const full = useMethods().find((candidate) => candidate.id === 'full');
  const { dimensions } = target;
  const suits = !applicability(method, dimensions, hyperparameters);
  const ours = suits ? estimate(method, hyperparameters, dimensions, options) : undefined;
  const theirs = full && estimate(full, {}, dimensions, { ...options, precision: 'fp32' });
  return (
    <tr className={shown ? 'chosen' : undefined}>
      <th scope="row">
        <button type="button" className="row-button" aria-pressed={shown} onClick={() => onShow(target.id)}>
          {target.name}
        </button>
        <small className="knob-text">{compact(dimensions.parameters)}</small>
      </th>
      {ours ? (
        <>
          <td className="figure">
            <strong className="count" data-count={target.id}>
              {whole(ours.trainable)}
            </strong>
          </td>
          <td className="figure">{percent(ours.trainable / ours.total)}</td>
          <td className="figure">{bytes(ours.stored)}</td>
          <td className="figure">
            {bytes(ours.sum)}
            {theirs && (
              <span className="against">
                <span className="against-bar">
                  <span style={{ inlineSize: `${Math.min(100, (100 * ours.sum) / theirs.sum)}%` }} />
                </span>
                <small>{strings.against(percent(ours.sum / theirs.sum), bytes(theirs.sum))}</small>
              </span>
            )}
          </td>
        </>
      ) : (
        <td className="muted" colSpan={4}>
          {strings.unsuited}
        </td>
      )}
    </tr>
  );
}

export function Comparison({ method, hyperparameters, targets, optionsFor, shown, onShow }: ComparisonProps) {
  const notes = [
    ...new Set(
      targets.flatMap((target) =>
        target.note && (target.note !== 'llama' || method.id === 'bitfit') ? [target.note] : [],
      ),
    ),
  ];
  return (
    <section className="panel" aria-labelledby="comparison-title">
      <h3 id="comparison-title" className="panel-title">
        {method.name}
      </h3>
      <div className="table-scroll">
        <table className="facts comparison">
          <thead>
            <tr>
              <th scope="col">{strings.model}</th>
              <th scope="col" className="figure">
                {strings.trainable}
              </th>
              <th scope="col" className="figure">
                {strings.share}
              </th>
              <th scope="col" className="figure">
                {strings.stored}
              </th>
              <th scope="col" className="figure">
                {strings.memory}
              </th>
            </tr>
          </thead>
          <tbody>
            {targets.map((target) => (
              <Row
                key={target.id}
                method={method}
                hyperparameters={hyperparameters}
                target={target}
                options={optionsFor(target)}
                shown={target.id === shown}
                onShow={onShow}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className="note">{strings.counted}</p>
      {notes.map((note) => (
        <p key={note} className="note">
          {strings.notes[note]}
        </p>
      ))}
    </section>
  );
}
