/** Where the memory of a training run goes: the method against full fine-tuning, in the colours of the memory chart. */
import { applicability } from '../../methods/applicability';
import type { Hyperparameters, Method } from '../../methods/contract';
import { useMethods } from '../context';
import { bytes } from '../format';
import { estimate, type Estimate, type EstimateOptions } from './estimates';
import { strings } from './strings';
import type { Target } from './targets';

const owners = ['frozen', 'trained', 'gradients', 'optimizer', 'activations'] as const;

function Bar({ name, sizes, most }: { readonly name: string; readonly sizes: Estimate; readonly most: number }) {
  return (
    <div className="memory-row">
      <p className="memory-name">
        {name}{' '}
        <span className="muted">
          {bytes(sizes.sum)} {strings.sum}
        </span>
      </p>
      <div className="memory-bar" aria-hidden="true">
        {owners.map((owner) => (
          <span
            key={owner}
            className={`memory-${owner}`}
            style={{ inlineSize: `${(100 * sizes[owner]) / most}%` }}
            title={`${strings.owners[owner]}: ${bytes(sizes[owner])}`}
          />
        ))}
      </div>
    </div>
  );
}

export function MemoryBars({
  method,
  hyperparameters,
  target,
  options,
}: {
  readonly method: Method;
  readonly hyperparameters: Hyperparameters;
  readonly target: Target;
  readonly options: EstimateOptions;
}) {
  const full = useMethods().find((candidate) => candidate.id === 'full');
  const { dimensions } = target;
  const suits = !applicability(method, dimensions, hyperparameters);
  const rows = [
    ...(suits ? [{ name: method.name, sizes: estimate(method, hyperparameters, dimensions, options) }] : []),
    // Full fine-tuning has nothing frozen that could be stored in few bits.
    ...(full && method.id !== 'full'
      ? [{ name: strings.full, sizes: estimate(full, {}, dimensions, { ...options, precision: 'fp32' }) }]
      : []),
  ];
  const most = Math.max(...rows.map((row) => row.sizes.sum), 1);
  return (
    <section className="panel" aria-labelledby="memory-title">
      <h3 id="memory-title" className="panel-title">
        {strings.detail} <span className="panel-aside">{strings.detailOf(target.name)}</span>
      </h3>
      {rows.map((row) => (
        <Bar key={row.name} {...row} most={most} />
      ))}
      <div className="table-scroll">
        <table className="facts">
          <thead>
            <tr>
              <td />
              {rows.map((row) => (
                <th key={row.name} scope="col" className="figure">
                  {row.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {owners.map((owner) => (
              <tr key={owner}>
                <th scope="row">
                  <span className={`swatch memory-${owner}`} />
                  {strings.owners[owner]}
                </th>
                {rows.map((row) => (
                  <td key={row.name} className="figure">
                    {bytes(row.sizes[owner])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="note">{strings.assumptions}</p>
    </section>
  );
}
