/** The tables of a method's page: what is trained, how many numbers that is, what they take, and its settings. */
import { applicability } from '../../methods/applicability';
import type { Hyperparameter, Method } from '../../methods/contract';
import { models } from '../contents';
import { bytes, compact, marked, percent, real, whole } from '../format';
import { targets } from '../scale/targets';
import { strings as common } from '../strings';
import { optionName } from '../what/option-name';
import type { Mark, Place } from '../where/placement';
import { Formula } from './formula';
import type { Shown } from './method-shown';
import { strings } from './strings';

const words = strings.method;
const once: readonly string[] = ['tokens', 'embeddings', 'fusion', 'finalNorm', 'head'];
const partName = (place: string): string =>
  (common.where.parts as Record<string, string>)[place === 'middle' ? 'activation' : place] ?? place;

export function Trained({
  marks,
  head,
}: {
  readonly marks: Readonly<Partial<Record<Place, Mark>>>;
  readonly head: number;
}) {
  const entries = Object.entries(marks) as [Place, Mark][];
  if (entries.length === 0) return <p>{words.nothingInside}</p>;
  return (
    <>
      <div className="table-scroll">
        <table className="facts">
          <thead>
            <tr>
              <th scope="col">{words.part}</th>
              <th scope="col">{words.how}</th>
              <th scope="col" className="figure">
                {words.numbers}
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map(([place, mark]) => (
              <tr key={place}>
                <th scope="row">{partName(place)}</th>
                <td>{words.treatments[mark.treatment] ?? mark.treatment}</td>
                <td className="figure">
                  {mark.count > 0 ? whole(Math.round(mark.count)) : common.where.frozen}{' '}
                  <small>{once.includes(place) ? words.once : words.perLayer}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {head > 0 && <p className="note">{words.headToo(whole(head))}</p>}
    </>
  );
}

export function Counts({ method, shown }: { readonly method: Method; readonly shown: Shown }) {
  const { hyperparameters, dimensions, name } = shown;
  const count = method.count(dimensions, hyperparameters);
  const rows = [...models.map((entry) => ({ name: entry.name, dimensions: entry.dimensions })), ...targets];
  return (
    <>
      <p>{words.countNow(whole(count), percent(count / dimensions.parameters), name)}</p>
      {method.countFormula !== undefined && (
        <>
          <Formula tex={method.countFormula} display />
          <p className="note">
            {words.closedForm}. {words.symbols}
          </p>
        </>
      )}
      <div className="table-scroll">
        <table className="facts">
          <thead>
            <tr>
              <th scope="col">{words.model}</th>
              <th scope="col" className="figure">
                {words.count_}
              </th>
              <th scope="col" className="figure">
                {words.share}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const suits = !applicability(method, row.dimensions, hyperparameters);
              const n = suits ? method.count(row.dimensions, hyperparameters) : 0;
              return suits ? (
                <tr key={row.name}>
                  <th scope="row">{row.name}</th>
                  <td className="figure">{n < 1e6 ? whole(n) : compact(n)}</td>
                  <td className="figure">{percent(n / row.dimensions.parameters)}</td>
                </tr>
              ) : (
                <tr key={row.name}>
                  <th scope="row">{row.name}</th>
                  <td colSpan={2} className="figure muted">
                    {words.unsuited}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className="note">{words.withDefaults}</p>
    </>
  );
}

export function Memory({
  trainable,
  moments,
  stored,
  frozen,
  reads,
  phases,
}: {
  readonly trainable: number;
  readonly moments: ReturnType<Method['moments']>;
  readonly stored: number;
  readonly frozen: number;
  readonly reads: boolean;
  readonly phases: boolean;
}) {
  const rows = [
    [words.memoryRows.stored, stored],
    [words.memoryRows.gradients, 4 * trainable],
    [words.memoryRows.moments, 8 * moments.each + 4 * moments.bases],
    [words.memoryRows.frozen, 4 * frozen],
  ] as const;
  return (
    <>
      <dl className="pairs">
        {rows.map(([name, size]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{bytes(size)}</dd>
          </div>
        ))}
      </dl>
      <p>{reads ? words.activations.none : words.activations.all}</p>
      {phases && <p className="note">{words.phases}</p>}
    </>
  );
}

/** What the schema allows, in the words that the playground has for it. */
function allowed(knob: Hyperparameter): string {
  switch (knob.kind) {
    case 'integer':
    case 'real':
      return words.allowed[knob.kind](marked(String(knob.min)), marked(String(knob.max)));
    case 'flag':
      return words.flags;
    case 'choice':
      return words.allowed.choice(knob.options.map(optionName).join(', '));
    case 'choices':
      return words.allowed.choices(knob.options.join(', '));
  }
}

function standard(knob: Hyperparameter): string {
  switch (knob.kind) {
    case 'integer':
      return String(knob.default);
    case 'real':
      return real(knob.default);
    case 'flag':
      return words.flag[`${knob.default}`];
    case 'choice':
      return optionName(knob.default);
    case 'choices':
      return knob.default.join(', ');
  }
}

export function Settings({ method }: { readonly method: Method }) {
  if (method.hyperparameters.length === 0) return null;
  return (
    <section>
      <h3>{words.settings}</h3>
      <div className="table-scroll">
        <table className="facts">
          <thead>
            <tr>
              <th scope="col">{words.setting}</th>
              <th scope="col">{words.default}</th>
              <th scope="col">{words.range}</th>
            </tr>
          </thead>
          <tbody>
            {method.hyperparameters.map((knob) => (
              <tr key={knob.name}>
                <th scope="row">
                  {knob.label}
                  <small className="knob-text">{knob.description}</small>
                </th>
                <td>{standard(knob)}</td>
                <td>{allowed(knob)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="note">
        {words.rate(
          real(method.defaults.learningRate),
          common.options[method.defaults.optimizer] ?? method.defaults.optimizer,
        )}
      </p>
    </section>
  );
}
