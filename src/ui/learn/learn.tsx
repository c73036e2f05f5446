/** The Learn view: a list on the left, one page on the right; the address names the page. */
import { useEffect, useRef } from 'react';
import { useMethods, usePlay } from '../context';
import { LessonsPage } from '../lesson/lessons-page';
import { categoryOf } from './categories';
import { CategoryPage } from './category-page';
import { GlossaryPage } from './glossary-page';
import './learn.css';
import { List } from './list';
import { MethodPage } from './method-page';
import { Overview } from './overview';

function Page({ page }: { readonly page: string }) {
  const method = useMethods().find((candidate) => candidate.id === page);
  const category = categoryOf(page);
  if (method) return <MethodPage method={method} />;
  if (category) return <CategoryPage category={category} />;
  if (page === 'glossary') return <GlossaryPage />;
  if (page === 'lessons') return <LessonsPage />;
  return <Overview />;
}

export default function Learn() {
  const page = usePlay((state) => state.settings.page);
  const article = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    // A new page begins at its title, for the eye and for a screen reader.
    const title = article.current?.querySelector<HTMLElement>('[data-page-title]');
    title?.focus({ preventScroll: true });
    const below = article.current && article.current.getBoundingClientRect().top > window.innerHeight / 2;
    if (below) title?.scrollIntoView({ block: 'start' });
    else window.scrollTo({ top: 0 });
  }, [page]);
  return (
    <div className="learn">
      <List page={page} />
      <article className="page panel" ref={article} key={page}>
        <Page page={page} />
      </article>
    </div>
  );
}
