/** The first page of the Learn view: what it is about, the categories, the lessons. */
import { useMethods } from '../context';
import { LessonLinks } from '../lesson/lesson-links';
import { categories } from './categories';
import { PageLink } from './page-link';
import { strings } from './strings';
import { Text } from './term';

const words = strings.overview;

export function Overview() {
  const methods = useMethods();
  return (
    <>
      <header className="page-head">
        <h2 tabIndex={-1} data-page-title>
          {words.title}
        </h2>
        <p className="lead">
          <Text text={words.text} />
        </p>
        <p className="paper">
          <a href="https://arxiv.org/abs/2312.12148" target="_blank" rel="noreferrer">
            {words.survey}
          </a>
        </p>
      </header>
      <div className="cards cards-large">
        {categories.map((category) => {
          const count = methods.filter((method) => method.category === category.id).length;
          return (
            <section key={category.id} className={`category-card tint-${category.id}`}>
              <h3>
                <PageLink page={category.id}>{category.name}</PageLink>
              </h3>
              <p>{category.idea}</p>
              <p className="note">{count === 0 ? words.none : words.methods(count)}</p>
            </section>
          );
        })}
      </div>
      <LessonLinks title={words.start} />
    </>
  );
}
