/** All terms, from A to Z. */
import { useMethods } from '../context';
import { language } from '../language';
import { glossary } from './glossary';
import { PageLink } from './page-link';
import { strings } from './strings';

const letters = (term: string) => term.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
const sorted = [...glossary].sort((a, b) => letters(a.term).localeCompare(letters(b.term), language()));

export function GlossaryPage() {
  const methods = useMethods();
  return (
    <>
      <header className="page-head">
        <h2 tabIndex={-1} data-page-title>
          {strings.glossary.title}
        </h2>
        <p className="lead">{strings.glossary.text}</p>
      </header>
      <dl className="glossary">
        {sorted.map((term) => {
          const pages = (term.see ?? []).flatMap((page) => methods.filter((method) => method.id === page));
          return (
            <div key={term.id} id={`term-${term.id}`}>
              <dt>{term.term}</dt>
              <dd>
                {term.text}
                {pages.length > 0 && (
                  <>
                    {' '}
                    {strings.glossary.see}{' '}
                    {pages.map((method, index) => (
                      <span key={method.id}>
                        {index > 0 && ', '}
                        <PageLink page={method.id}>{method.name}</PageLink>
                      </span>
                    ))}
                    .
                  </>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
