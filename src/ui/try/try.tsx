/** Below the diagram: the model before and after, on the visitor's own words. */
import { isWritten } from '../../methods/taskId';
import { Suspense, useState, type KeyboardEvent, type ReactNode } from 'react';
import { lazy } from '../lazy';
import { busy } from '../../state/run';
import { isPaired, previewOf } from '../../state/runConfig';
import type { TablePreview } from '../../worker/protocol';
import { useConfiguration, usePlay, usePlayground, useTakingOver } from '../context';
import { fixed, whole } from '../format';
import { Slider } from '../controls/slider';
import { strings as share } from '../share/strings';
import { strings } from '../strings';
import type { PinnedText } from '../../session/pinned';
import { Outcomes } from './outcomes';

const words = strings.try;

const PinButton = lazy(() => import('../live/pin-button'));

/** While training goes on, what was asked follows by itself. */
const useStill = (): boolean => usePlay((state) => state.intent === 'stand' && !busy(state.run.status));

/** Enter asks; with shift it breaks the line. */
const whenEntered = (ask: () => void) => (event: KeyboardEvent) => {
  if (event.key !== 'Enter' || event.shiftKey) return;
  event.preventDefault();
  ask();
};

function Answer() {
  const dataset = usePlay((state) => state.settings.dataset);
  const prediction = usePlay((state) => state.prediction);
  const predicting = usePlay((state) => state.predicting);
  const { inference } = usePlayground();
  const step = usePlay((state) => state.run.step);
  const still = useStill();
  const adapted = usePlay((state) => state.adapter !== undefined);
  const [text, setText] = useState<string>();
  const [second, setSecond] = useState<string>();
  const paired = usePlay(isPaired);
  const shown = text ?? words.examples[dataset] ?? '';
  const shownSecond = second ?? words.seconds[dataset] ?? '';
  const ask = () => void inference.predict(shown, paired ? shownSecond : undefined);
  const onEnter = whenEntered(ask);
  const complete = shown.trim() !== '' && (!paired || shownSecond.trim() !== '');
  const asking = { name: words.ask, busy: predicting && words.asking, disabled: !complete };
  return (
    <>
      <form
        className="ask"
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <Asked
          id="sentence"
          label={paired ? words.first : words.classify}
          text={shown}
          onText={setText}
          onEnter={onEnter}
        >
          {!paired && <Ask {...asking} text={shown} />}
        </Asked>
        {paired && (
          <Asked id="second" label={words.second} text={shownSecond} onText={setSecond} onEnter={onEnter}>
            <Ask {...asking} text={shown} second={shownSecond} />
          </Asked>
        )}
      </form>
      {prediction ? (
        <div className="outcomes" aria-live="polite">
          <Outcomes
            pair={prediction}
            base={words.base}
            tuned={adapted && prediction.step === 0 ? share.held.predicted : words.tuned(whole(prediction.step))}
          />
          {(prediction.text.trim() !== shown.trim() || (paired && prediction.second !== shownSecond)) && (
            <p className="note">{words.about(prediction.text)}</p>
          )}
          {step === 0 && prediction.step === 0 && !adapted && <p className="note">{words.same}</p>}
          {still && prediction.step !== step && <p className="note">{words.stale}</p>}
        </div>
      ) : (
        <p className="note">{words.classifyHint}</p>
      )}
    </>
  );
}

interface AskedProps {
  readonly id: string;
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onEnter: (event: KeyboardEvent) => void;
  /** Beside the field. */
  readonly children: ReactNode;
}

function Asked({ id, label, text, onText, onEnter, children }: AskedProps) {
  return (
    <>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className="ask-row">
        <textarea
          id={id}
          className="text"
          rows={2}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onEnter}
        />
        {children}
      </div>
    </>
  );
}

interface AskProps extends PinnedText {
  readonly name: string;
  /** What is told instead while it is asked. */
  readonly busy: string | false;
  readonly disabled: boolean;
}

function Ask({ name, busy: doing, disabled, ...pin }: AskProps) {
  // The first drawing has nothing that is loaded later.
  const takingOver = useTakingOver();
  return (
    <div className="ask-buttons">
      <button type="submit" className="button" disabled={doing !== false || disabled}>
        {doing === false ? name : doing}
      </button>
      {!takingOver && (
        <Suspense>
          <PinButton {...pin} />
        </Suspense>
      )}
    </div>
  );
}

/** The first prompt of the visitor's own data, where they are prompts with responses. */
function firstPrompt(preview: TablePreview | undefined): string | undefined {
  if (preview?.form !== 'respond') return undefined;
  const column = preview.columns.findIndex((name) => name === preview.promptColumn);
  return column < 0 ? '' : (preview.rows[0]?.[column] ?? '');
}

/** What a visitor may begin with: the data set's, or that of all data sets whose names begin so. */
const exampleFor = (dataset: string) => words.prompts[dataset] ?? words.prompts[dataset.replace(/_.*/, '')];

/** What both models write. */
function Texts({ separate }: { readonly separate: boolean }) {
  const generation = usePlay((state) => state.generation);
  const step = usePlay((state) => state.run.step);
  const adapted = usePlay((state) => state.adapter !== undefined);
  const still = useStill();
  const running = generation?.running ?? false;
  return (
    <div className="outcomes" aria-live="polite">
      {(
        [
          ['base', words.baseText],
          [
            'tuned',
            adapted && (generation?.step ?? step) === 0
              ? share.held.written
              : words.tunedText(whole(generation?.step ?? step)),
          ],
        ] as const
      ).map(([which, title]) => (
        <div key={which} className="outcome">
          <h3 className="outcome-title">{title}</h3>
          <p className={`prose prose-${which}`} data-testid={`text-${which}`}>
            {generation?.[which] ? (
              <>
                {!separate && <span className="prose-prompt">{generation.prompt}</span>}
                {generation[which]}
              </>
            ) : (
              <span className="prose-empty">{running ? words.generating : words.waiting}</span>
            )}
          </p>
        </div>
      ))}
      {generation && !running && still && generation.step !== step && <p className="note">{words.stale}</p>}
    </div>
  );
}

/** @param separate the text is a source, and what is written stands by itself: at first by likeliest tokens */
function Generate({ separate }: { readonly separate: boolean }) {
  const generation = usePlay((state) => state.generation);
  const { inference } = usePlayground();
  const dataset = usePlay((state) => state.settings.dataset);
  const [typed, setTyped] = useState<string>();
  const own = usePlay(previewOf);
  const asked = firstPrompt(own);
  const prompt = typed ?? exampleFor(dataset) ?? (asked || words.promptExample);
  const [temperature, setTemperature] = useState(separate ? 0 : 0.7);
  const running = generation?.running ?? false;
  return (
    <>
      <form
        className="ask"
        onSubmit={(event) => {
          event.preventDefault();
          void inference.generate(prompt, temperature);
        }}
      >
        <label className="field-label" htmlFor="prompt">
          {separate ? words.source : words.prompt}
        </label>
        <div className="ask-row">
          <textarea
            id="prompt"
            className="text"
            rows={2}
            value={prompt}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Ask
            busy={running && words.generating}
            disabled={prompt.trim() === ''}
            name={separate ? words.write : words.generate}
            text={prompt}
          />
        </div>
        {asked !== undefined && !separate && <p className="note">{words.promptForm}</p>}
        <Slider
          label={words.temperature}
          hint={words.temperatureHint}
          value={temperature}
          min={0}
          max={1.5}
          integer={false}
          format={(value) => fixed(value, 2)}
          onChange={setTemperature}
        />
      </form>
      <Texts separate={separate} />
    </>
  );
}

export function Try() {
  const { task } = useConfiguration();
  return (
    <section className="panel try" aria-labelledby="try-title">
      <h2 id="try-title" className="panel-title">
        {words.title}
      </h2>
      {isWritten(task) ? <Generate key={task} separate={task === 'seq2seq'} /> : <Answer />}
    </section>
  );
}
