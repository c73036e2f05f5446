/** A formula, drawn by KaTeX; its MathML is there for screen readers. */
import katex from 'katex';
import 'katex/dist/katex.min.css';
import { useMemo } from 'react';
import { strings } from './strings';

export function Formula({ tex, display = false }: { readonly tex: string; readonly display?: boolean }) {
  // A formula that KaTeX can't read shows its source: still readable, and the rest of the page stands.
  const html = useMemo(() => katex.renderToString(tex, { displayMode: display, throwOnError: false, strict: 'ignore' }), [tex, display]);
  // KaTeX escapes what it is given; formulas come from our own files.
  return <span className={display ? 'formula formula-display' : 'formula'} tabIndex={display ? 0 : undefined} role={display ? 'group' : undefined} aria-label={display ? strings.method.formulaLabel : undefined} dangerouslySetInnerHTML={{ __html: html }} />;
}
