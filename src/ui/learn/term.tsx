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

export function Text({ text }: { readonly text: string }) {
  return <>{linked(text).map((piece, index) => (piece.term ? <TermLink key={index} term={piece.term} shown={piece.text} /> : piece.text))}</>;
}
