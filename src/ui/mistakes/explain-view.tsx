/** Which tokens of a text an answer hangs on: gradient × input, coloured, with its numbers and its limits. */
import { useEffect, useRef, useState } from 'react';
import type { Message } from '../../messages/message';
import type { Explained } from '../../session/explain';
import type { PinnedText } from '../../session/pinned';
import { isPaired } from '../../state/runConfig';
import { usePlay, usePlayground } from '../context';
import { fixed, whole } from '../format';
import { inLanguage } from '../inLanguage';
import { strings as mistakes } from './strings';
import { strings as page } from '../strings';

const words = mistakes.explain;

/** Three decimals, and no minus before zeros. */
const scoreOf = (score: number): string => fixed(Math.abs(score) < 0.0005 ? 0 : score, 3);

function Tokens({ explained }: { readonly explained: Explained }) {
  const { tokens, task, choices, of, value, step } = explained;
  const most = Math.max(...tokens.map(({ score }) => Math.abs(score)), 1e-12);
  const name = choices[of] ?? '';
  const what = task === 'regression' ? words.number : task === 'causal-lm' ? words.next(name) : words.logit(name);
  const sum = tokens.reduce((all, { score }) => all + score, 0);
  return (
    <>
      <p className="note">{words.value(what, fixed(value, 2), whole(step))}</p>
      <p className="explain-tokens" dir="auto">
        {tokens.map(({ text, score, special, second }, i) => {
          const told = words.token(text.trim() || text, scoreOf(score));
          const share = `${Math.round((45 * Math.abs(score)) / most)}%`;
          return (
            <button
              key={i}
              type="button"
              className="explain-token"
              data-for={score >= 0}
              data-special={special}
              data-second={second}
              style={{ '--share': share } as React.CSSProperties}
              title={told}
              aria-label={told}
            >
              {text}
              <small aria-hidden="true">{scoreOf(score)}</small>
            </button>
          );
        })}
      </p>
      <p className="note">
        {words.legend} {words.sum(fixed(sum, 2))} {words.limits}
      </p>
    </>
  );
}

/** Choices that are names, or the words or tokens of this very text. */
const hasChoices = ({ task, choices }: Explained): boolean => task !== 'causal-lm' && choices.length > 1;

/** What else of this text can be explained. */
function Choice({
  explained,
  disabled,
  onAsk,
}: {
  readonly explained: Explained;
  readonly disabled: boolean;
  readonly onAsk: (text: PinnedText, of: number) => void;
}) {
  const { text, second, choices, of } = explained;
  if (!hasChoices(explained)) return null;
  return (
    <label className="mistakes-state">
      {words.of}{' '}
      <select
        value={of}
        disabled={disabled}
        onChange={(event) => onAsk({ text, ...(second !== undefined && { second }) }, Number(event.target.value))}
      >
        {choices.map((choice, i) => (
          <option key={i} value={i}>
            {choice}
          </option>
        ))}
      </select>
    </label>
  );
}

export function ExplainView({ given }: { readonly given: PinnedText | undefined }) {
  const { controller } = usePlayground();
  const paired = usePlay(isPaired);
  const dataset = usePlay((state) => state.settings.dataset);
  const example = page.try.examples[dataset] ?? page.try.prompts[dataset] ?? '';
  const [text, setText] = useState(example);
  const [second, setSecond] = useState(page.try.seconds[dataset] ?? '');
  const [asking, setAsking] = useState(false);
  const [explained, setExplained] = useState<Explained>();
  const [refusal, setRefusal] = useState<Message | string>();
  const place = useRef<HTMLElement>(null);
  const ask = async (asked: PinnedText, of?: number) => {
    if (asked.text.trim() === '') return setRefusal(words.empty);
    setAsking(true);
    const answer = await controller.ask('explain', { ...asked, ...(of !== undefined && { of }) });
    setAsking(false);
    setRefusal(answer && 'refusal' in answer ? answer.refusal : undefined);
    if (answer && 'answer' in answer) setExplained(answer.answer);
    return undefined;
  };
  const asked = { text, ...(paired && { second }) };
  useEffect(() => {
    if (!given) return;
    setText(given.text);
    setSecond(given.second ?? '');
    place.current?.scrollIntoView({ block: 'nearest' });
    void ask(given);
    // Asked once for each text that is handed over.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [given]);
  return (
    <section className="explain" ref={place} aria-labelledby="explain-title">
      <h3 id="explain-title" className="group-title">
        {words.title}
      </h3>
      <form
        className="explain-form"
        onSubmit={(event) => {
          event.preventDefault();
          void ask(asked);
        }}
      >
        <input
          className="text"
          aria-label={words.text}
          value={text}
          dir="auto"
          onChange={(event) => setText(event.target.value)}
        />
        {paired && (
          <input
            className="text"
            aria-label={words.second}
            value={second}
            dir="auto"
            onChange={(event) => setSecond(event.target.value)}
          />
        )}
        <button type="submit" className="button" disabled={asking}>
          {asking ? words.asking : words.ask}
        </button>
      </form>
      <div aria-live="polite">
        {refusal && <p className="note note-warn">{typeof refusal === 'string' ? refusal : inLanguage(refusal)}</p>}
        {explained && !refusal && (
          <>
            <Choice explained={explained} disabled={asking} onAsk={(given, of) => void ask(given, of)} />
            <Tokens explained={explained} />
          </>
        )}
      </div>
    </section>
  );
}
