/** The survey's own counts beside ours, with the convention that each of them uses. */
import { useMethods } from '../context';
import { whole } from '../format';
import './scale.css';
import { strings } from './strings';
import { ownCount, reproduced, surveyRows } from './survey';
import { targets } from './targets';

const sizes = [
  ['base', 'roberta-base'],
  ['large', 'roberta-large'],
] as const;
const spell = (settings: Readonly<Record<string, unknown>>) =>
  Object.entries(settings)
    .filter(([, value]) => typeof value !== 'boolean' || value)
    .map(([name, value]) =>
      value === true ? name : `${name} = ${Array.isArray(value) ? value.join(', ') : String(value)}`,
    )
    .join(', ');

export default function SurveyTable() {
  const methods = useMethods();
  const find = (id: string) => methods.find((method) => method.id === id);
  const words = strings.surveyColumns;
  return (
    <section className="panel" aria-labelledby="survey-title">
      <h3 id="survey-title" className="panel-title">
        {strings.survey}
      </h3>
      <p className="note">{strings.surveyText}</p>
      {/* In the tab order, so that a keyboard can scroll it. */}
      <div className="table-scroll" tabIndex={0} role="group" aria-labelledby="survey-title">
        <table className="facts survey">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                {words.method}
              </th>
              {sizes.map(([, id]) => (
                <th key={id} scope="colgroup" colSpan={3} className="figure">
                  {targets.find((target) => target.id === id)!.name}
                </th>
              ))}
              <th scope="col" rowSpan={2} className="survey-how">
                {words.how}
              </th>
            </tr>
            <tr>
              {sizes.flatMap(([, id]) =>
                [words.printed, words.ours, words.own].map((label) => (
                  <th key={id + label} scope="col" className="figure">
                    {label}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {surveyRows.map((row) => {
              const settings = row.assumes ?? spell(row.hyperparameters ?? {});
              const number = (value: number | undefined) => (value === undefined ? '–' : whole(value));
              return (
                <tr key={row.name}>
                  <th scope="row">{row.name}</th>
                  {sizes.flatMap(([size, id]) => {
                    const { dimensions } = targets.find((target) => target.id === id)!;
                    return [
                      <td key={`${id}p`} className="figure">
                        {row.printed[size]} M
                      </td>,
                      <td key={`${id}r`} className="figure">
                        {number(reproduced(row, dimensions, find))}
                      </td>,
                      <td key={`${id}o`} className="figure muted">
                        {number(row.formula ? undefined : ownCount(row, dimensions, find))}
                      </td>,
                    ];
                  })}
                  <td className="survey-how">
                    {strings.conventions[row.convention]}
                    {settings && <small className="knob-text">{strings.surveySettings(settings)}</small>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
