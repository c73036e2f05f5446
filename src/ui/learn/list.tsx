/** The contents of the Learn view: fixed pages, then categories with their methods; a search narrows it. */
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { Method } from '../../methods/contract';
import { found } from '../../methods/search';
import { useMethods } from '../context';
import { lessons } from '../lesson/catalogue';
import { LessonLink } from '../lesson/lesson-links';
import { categories } from './categories';
import { glossary } from './glossary';
import { PageLink } from './page-link';
import { strings } from './strings';

const matches = (text: string, query: string) => text.toLowerCase().includes(query);

/** The list's element. It scrolls by itself: the open page must be in sight, and the page itself must not move. */
function useInSight(page: string) {
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    const box = list.current,
      link = box?.querySelector<HTMLElement>('[aria-current]');
    if (!box || !link || box.scrollHeight <= box.clientHeight) return;
    const middle = link.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
    if (Math.abs(middle) > box.clientHeight / 2 - 40) box.scrollBy({ top: middle });
  }, [page]);
  return list;
}

interface CategoriesProps {
  readonly page: string;
  readonly methods: readonly Method[];
  /** Categories without a hit are left out. */
  readonly searching: boolean;
}

function Categories({ page, methods, searching }: CategoriesProps) {
  return (
    <>
      {categories.map((category) => {
        const own = methods.filter((method) => method.category === category.id);
        if (own.length === 0 && searching) return null;
        return (
          <div key={category.id} className={`contents-group tint-${category.id}`}>
            <PageLink page={category.id} className="contents-link contents-category" current={page === category.id}>
              {category.name}
            </PageLink>
            <ul className="contents-list">
              {own.map((method) => (
                <li key={method.id}>
                  <PageLink page={method.id} className="contents-link" current={page === method.id}>
                    {method.name}
                  </PageLink>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </>
  );
}

/** Hits of the search that are no methods. */
function Found({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="contents-group">
      <p className="contents-category">{title}</p>
      <ul className="contents-list">{children}</ul>
    </div>
  );
}

export function List({ page }: { readonly page: string }) {
  const methods = useMethods();
  const id = useId();
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [page]);
  const nav = useInSight(page);
  const needle = query.trim().toLowerCase();
  const shown = found(methods, query);
  const terms =
    needle === '' ? [] : glossary.filter((term) => matches([term.term, ...(term.also ?? [])].join(' '), needle));
  const foundLessons =
    needle === '' ? [] : lessons.filter((lesson) => matches(`${lesson.title} ${lesson.summary}`, needle));
  const empty = needle !== '' && shown.length + terms.length + foundLessons.length === 0;
  return (
    <nav
      ref={nav}
      className={open || needle !== '' ? 'contents' : 'contents contents-shut'}
      aria-label={strings.contents}
    >
      <label className="visually-hidden" htmlFor={id}>
        {strings.search}
      </label>
      <input
        id={id}
        className="search"
        type="search"
        placeholder={strings.searchHint}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <button type="button" className="button contents-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        {strings.contents}
      </button>
      {needle === '' && (
        <ul className="contents-list">
          {(['overview', 'lessons', 'glossary'] as const).map((name) => (
            <li key={name}>
              <PageLink page={name} className="contents-link" current={page === name}>
                {strings.pages[name]}
              </PageLink>
            </li>
          ))}
        </ul>
      )}
      {empty && (
        <p className="note" role="status">
          {strings.nothingFound(query.trim())}
        </p>
      )}
      <Categories page={page} methods={shown} searching={needle !== ''} />
      {foundLessons.length > 0 && (
        <Found title={strings.pages.lessons}>
          {foundLessons.map((lesson) => (
            <li key={lesson.id}>
              <LessonLink lesson={lesson} className="contents-link" />
            </li>
          ))}
        </Found>
      )}
      {terms.length > 0 && (
        <Found title={strings.pages.glossary}>
          {terms.map((term) => (
            <li key={term.id}>
              <PageLink page="glossary" anchor={`term-${term.id}`} className="contents-link">
                {term.term}
              </PageLink>
            </li>
          ))}
        </Found>
      )}
    </nav>
  );
}
