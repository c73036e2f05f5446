/** Teach it yours: a few lines, a press, and it trains on them. The lines travel in the link. */
import { useId, useMemo, useState } from 'react';
import { tasksOf } from '../../methods/applicability';
import { isHeaded } from '../../methods/taskId';
import { MOST_IN_LINK } from '../../state/linkData';
import type { ModelEntry } from '../../state/catalogue';
import type { Settings } from '../../state/properties';
import { OWN } from '../../worker/protocol';
import { save } from '../compare/picture';
import { models } from '../contents';
import { useConfiguration, usePlay, usePlayground } from '../context';
import { Dialog } from '../controls/dialog';
import { whole } from '../format';
import { inLanguage } from '../inLanguage';
import { Classes } from './classes';
import {
  draftOf,
  emptyDraft,
  kinds,
  LEAST_OF_CLASS,
  LEAST_ROWS,
  lengthFor,
  linesOf,
  missingIn,
  optionsOf,
  rowsOf,
  taskOf,
  textOf,
  wordsOf,
  type Draft,
  type Kind,
  type Missing,
} from './draft';
import { keepDraft, keptDraft } from './kept';
import { Rows } from './rows';
import { strings as words } from './strings';
import { Tags } from './tags';
import './teach.css';

function missingWords(missing: Missing): string {
  switch (missing.what) {
    case 'rows':
      return words.missing.rows(whole(missing.count), whole(LEAST_ROWS));
    case 'class-rows':
      return words.missing.classRows(missing.name, whole(LEAST_OF_CLASS));
    case 'names':
      return words.missing.names;
    case 'same-names':
      return words.missing.sameNames;
    case 'two-classes':
      return words.missing.twoClasses;
    case 'tags':
      return words.missing.tags;
  }
}

function exampleOf(kind: Kind): Draft {
  const { classes, pairs, answers, tags } = words.examples;
  const [people, places] = [tags.person.split(' '), tags.place.split(' ')];
  const painted = Object.fromEntries(
    linesOf(tags.lines).flatMap((line, l) =>
      wordsOf(line).flatMap((word, w): [string, string][] =>
        people.includes(word)
          ? [[`${l} ${w}`, tags.tags[0]!]]
          : places.includes(word)
            ? [[`${l} ${w}`, tags.tags[1]!]]
            : [],
      ),
    ),
  );
  return { ...emptyDraft, kind, classes, pairs, answers, tags: { lines: tags.lines, tags: tags.tags, painted } };
}

/** Steps that a few lines take: written answers are learnt word by word. */
const STEPS = { classes: 60, pairs: 120, tags: 80, answers: 120 } as const satisfies Record<Kind, number>;

/** Sizes for a few short texts. */
const sizesFor = (draft: Draft): Partial<Settings> => ({
  steps: STEPS[draft.kind],
  batchSize: Math.min(8, rowsOf(draft).length),
  sequenceLength: lengthFor(draft),
});

function Form({ draft, onChange }: { readonly draft: Draft; readonly onChange: (part: Partial<Draft>) => void }) {
  switch (draft.kind) {
    case 'classes':
      return <Classes classes={draft.classes} onChange={(classes) => onChange({ classes })} />;
    case 'pairs':
      return (
        <Rows
          columns={[
            { key: 'first', title: words.first },
            { key: 'second', title: words.second },
            { key: 'label', title: words.label, offered: true },
          ]}
          rows={draft.pairs}
          onChange={(pairs) => onChange({ pairs })}
        />
      );
    case 'answers':
      return (
        <Rows
          columns={[
            { key: 'prompt', title: words.prompt },
            { key: 'response', title: words.response },
          ]}
          rows={draft.answers}
          onChange={(answers) => onChange({ answers })}
        />
      );
    case 'tags':
      return <Tags draft={draft.tags} onChange={(tags) => onChange({ tags })} />;
  }
}

/** Reads the draft as the visitor's own data, and trains on it. */
function useStart(draft: Draft, model: string | undefined, onBegun: () => void) {
  const { controller } = usePlayground();
  const [reading, setReading] = useState(false);
  const [problem, setProblem] = useState<string>();
  const start = async () => {
    setReading(true);
    if (model !== undefined) controller.set('model', model);
    const preview = await controller.readData(words.data, textOf(draft), optionsOf(draft.kind), true);
    setReading(false);
    setProblem(preview?.problem && inLanguage(preview.problem));
    if (!preview || preview.problem) return;
    controller.set('dataset', OWN);
    for (const [name, value] of Object.entries(sizesFor(draft))) controller.set(name as 'steps', value as number);
    controller.set('pins', '');
    onBegun();
    void controller.play();
  };
  return { reading, problem, start: () => void start() };
}

/** More than a link takes goes as a file. */
function TooLong({ draft }: { readonly draft: Draft }) {
  const bytes = useMemo(() => new TextEncoder().encode(textOf(draft)).length, [draft]);
  if (bytes <= MOST_IN_LINK) return null;
  return (
    <p className="note note-warn">
      {words.long(whole(bytes), whole(MOST_IN_LINK))}{' '}
      <button type="button" className="link" onClick={() => save('lines.jsonl', textOf(draft), 'application/jsonl')}>
        {words.save}
      </button>
    </p>
  );
}

function Kinds({ kind, onChange }: { readonly kind: Kind; readonly onChange: (kind: Kind) => void }) {
  const name = useId();
  return (
    <fieldset className="teach-kinds">
      <legend className="field-label">{words.kind}</legend>
      {kinds.map((option) => (
        <label key={option} className="teach-kind" data-chosen={kind === option}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={kind === option}
            onChange={() => onChange(option)}
          />
          <strong>{words.kinds[option].name}</strong>
          <span className="note">{words.kinds[option].text}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What was typed last, or the lines that the run is of. */
function useDraft(): [Draft, (part: Partial<Draft>) => void] {
  const own = usePlay((state) => state.ownData);
  const [draft, setDraft] = useState<Draft>(
    () => (own?.packed && typeof own.source === 'string' ? draftOf(own.source, own.options) : undefined) ?? keptDraft(),
  );
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(next);
  };
  return [draft, change];
}

/**
 * The model to teach where the chosen one won't do: it can't learn this, or it is one of the page's own that reads only
 * forwards, where one that reads both ways is at hand.
 */
function useTeachable(kind: Kind): ModelEntry | undefined {
  const { dimensions } = useConfiguration();
  const chosen = usePlay((state) => state.settings.model);
  const task = taskOf(kind);
  const able = models.filter((entry) => tasksOf(entry.dimensions).includes(task));
  const better = isHeaded(task) ? able.find((entry) => entry.dimensions.kind === 'encoder') : able[0];
  const bundled = models.find(({ id }) => id === chosen);
  const suits = tasksOf(dimensions).includes(task) && (!bundled || !isHeaded(task) || dimensions.kind === 'encoder');
  return suits ? undefined : better;
}

export default function Teach({ onClose }: { readonly onClose: () => void }) {
  const [draft, change] = useDraft();
  const { kind } = draft;
  const missing = missingIn(draft);
  const model = useTeachable(kind);
  const { reading, problem, start } = useStart(draft, model?.id, onClose);
  const id = useId();
  const count = rowsOf(draft).length;
  return (
    <Dialog title={words.title} text={words.text} open onOpenChange={(open) => !open && onClose()}>
      <Kinds kind={kind} onChange={(chosen) => change({ kind: chosen })} />
      <div className="teach-body">
        <Form draft={draft} onChange={change} />
      </div>
      <p className="note teach-fill">
        <button type="button" className="link" onClick={() => change({ [kind]: exampleOf(kind)[kind] })}>
          {words.example}
        </button>
        {count > 0 && (
          <button type="button" className="link" onClick={() => change({ [kind]: emptyDraft[kind] })}>
            {words.clear}
          </button>
        )}
      </p>
      <TooLong draft={draft} />
      {problem !== undefined && (
        <p className="note note-warn" role="alert">
          {problem}
        </p>
      )}
      <div className="actions teach-actions">
        <button
          type="button"
          className="button button-primary"
          disabled={missing !== undefined || reading}
          aria-describedby={id}
          onClick={start}
        >
          {reading ? words.reading : words.train}
        </button>
        <span id={id} className="note" role="status">
          {missing
            ? missingWords(missing)
            : `${words.rows(count)}. ${words.heldBack} ${model ? words.model(model.name) : ''}`}
        </span>
      </div>
    </Dialog>
  );
}
