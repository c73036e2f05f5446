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
          <p><b>{term.term}</b></p>
          <p>{term.text}</p>
          <p><PageLink page="glossary" anchor={`term-${term.id}`}>{strings.glossary.more}</PageLink></p>
          <Popover.Arrow className="bubble-arrow" />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** @param seen terms explained above already; grows */
export function Text({ text, seen }: { readonly text: string; readonly seen?: Set<string> }) {
  // A copy, so that drawing twice gives the same: React may call a component more than once.
  return <>{linked(text, new Set(seen)).map((piece, index) => (piece.term ? <TermLink key={index} term={piece.term} shown={piece.text} /> : piece.text))}</>;
}
