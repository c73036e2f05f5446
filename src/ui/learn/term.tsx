/** Text with the first use of each glossary term explained on a tap. */
import { Popover } from 'radix-ui';
import { linked, type Term } from './glossary';
import { PageLink } from './page-link';
import { strings } from './strings';
import './term.css';

function TermLink({ term, shown }: { readonly term: Term; readonly shown: string }) {
  return (
    <Popover.Root>
      <Popover.Trigger className="term">{shown}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="bubble" side="top" sideOffset={5} collisionPadding={8}>
          <p>
            <b>{term.term}</b>
          </p>
          <p>{term.text}</p>
          <p>
            <PageLink page="glossary" anchor={`term-${term.id}`}>
              {strings.glossary.more}
            </PageLink>
          </p>
          <Popover.Arrow className="bubble-arrow" />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Browsers may break a line between a button and the comma behind it: these stay together. */
const closing = /^[,.;:!?)”“]+/u;

export function Text({ text }: { readonly text: string }) {
  const pieces = linked(text);
  return (
    <>
      {pieces.map((piece, index) => {
        const before = pieces[index - 1]?.term ? (closing.exec(piece.text)?.[0].length ?? 0) : 0;
        if (!piece.term) return piece.text.slice(before);
        return (
          <span key={index} className="term-place">
            <TermLink term={piece.term} shown={piece.text} />
            {closing.exec(pieces[index + 1]?.text ?? '')?.[0]}
          </span>
        );
      })}
    </>
  );
}
