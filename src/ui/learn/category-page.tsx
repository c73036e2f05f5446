/** The page of one of the survey's categories. */
import { applicability } from '../../methods/applicability';
import type { Method } from '../../methods/contract';
import { models } from '../contents';
import { defaultsOf } from '../../state/hash';
import { useMethods } from '../context';
import { compact, percent, whole } from '../format';
import { LessonLinks } from '../lesson/lesson-links';
import { targets } from '../scale/targets';
import type { CategoryText } from './categories';
import { Formula } from './formula';
import { PageLink } from './page-link';
import { strings } from './strings';
import { Text } from './term';

const words = strings.category;

/** The category's methods, with what they train in a small model and in a large one. */
function Methods({ methods }: { readonly methods: readonly Method[] }) {
  const columns = [models[0]!, targets[0]!];
  return (
    <section>
      <h3>{words.methods}</h3>
      <div className="table-scroll">
        <table className="facts">
          <caption className="note">{words.counts(columns.map((column) => column.name).join(', '))}</caption>
          <thead>
            <tr>
              <th scope="col">{words.method}</th>
              {columns.map((column) => (
                <th key={column.name} scope="col" className="figure">
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {methods.map((method) => (
              <tr key={method.id}>
                <th scope="row">
                  <PageLink page={method.id}>{method.name}</PageLink>
                  <small className="knob-text">{method.learn.idea}</small>
                </th>
                {columns.map(({ name, dimensions }) => {
                  const hp = defaultsOf(method);
                  if (applicability(method, dimensions, hp))
                    return (
                      <td key={name} className="figure muted">
                        {strings.method.unsuited}
                      </td>
                    );
                  const count = method.count(dimensions, hp);
                  return (
                    <td key={name} className="figure">
                      {count < 1e5 ? whole(count) : compact(count)}
                      <small className="knob-text">{percent(count / dimensions.parameters)}</small>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function CategoryPage({ category }: { readonly category: CategoryText }) {
  const methods = useMethods().filter((method) => method.category === category.id);
  return (
    <>
      <header className="page-head">
        <h2 tabIndex={-1} data-page-title className={`tinted tint-${category.id}`}>
          {category.name}
        </h2>
        <p className="lead">
          <Text text={category.idea} />
        </p>
      </header>
      <Formula tex={category.formula} display />
      <p className="note formula-note">{category.formulaText}</p>
      <div className="cards">
        {category.kinds.map((kind) => (
          <section key={kind.name}>
            <h3>{kind.name}</h3>
            <p>
              <Text text={kind.text} />
            </p>
          </section>
        ))}
      </div>
      <div className="cards cards-large">
        <section>
          <h3>{words.strengths}</h3>
          <p>
            <Text text={category.strengths} />
          </p>
        </section>
        <section>
          <h3>{words.limits}</h3>
          <p>
            <Text text={category.limits} />
          </p>
        </section>
      </div>
      {methods.length > 0 && <Methods methods={methods} />}
      <LessonLinks about={category.id} title={words.lessons} />
    </>
  );
}
