/** A formula, drawn by KaTeX; its MathML is there for screen readers. */
import katex from 'katex';
import 'katex/dist/katex.min.css';
import { useMemo } from 'react';
import { strings } from './strings';

/** Words inside a formula in the page's language; symbols stay. */
const worded = (tex: string): string =>
  tex.replace(/\\text\{([^{}]*)\}/g, (whole, text: string) => {
    const word = strings.formulaWords[text.trim()];
    return word === undefined ? whole : `\\text{${text.replace(text.trim(), () => word)}}`;
  });

/** Not in TypeScript's library yet. What its policies return passes for text. */
interface TrustedTypes {
  createPolicy: (
    name: string,
    rules: { createHTML: (markup: string) => string },
  ) => { createHTML: (markup: string) => string };
}

/** KaTeX escapes what it is given, and formulas are our own: the only markup that the page takes as it is. */
const markup = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('formula', {
  createHTML: (drawn) => drawn,
});

export function Formula({ tex, display = false }: { readonly tex: string; readonly display?: boolean }) {
  // A formula that KaTeX can't read shows its source: still readable, and the rest of the page stands.
  const html = useMemo(() => {
    const drawn = katex.renderToString(worded(tex), { displayMode: display, throwOnError: false, strict: 'ignore' });
    return markup?.createHTML(drawn) ?? drawn;
  }, [tex, display]);
  return (
    <span
      className={display ? 'formula formula-display' : 'formula'}
      tabIndex={display ? 0 : undefined}
      role={display ? 'group' : undefined}
      aria-label={display ? strings.method.formulaLabel : undefined}
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
