/** The cloud: two hundred validation texts where the model puts them, moving while it trains. */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { Cloud } from '../../session/cloudData';
import { hasBegun } from '../../state/reduceRun';
import { usePlay, usePlayground } from '../context';
import { percent, whole } from '../format';
import { inLanguage } from '../inLanguage';
import { Scrubber } from '../live/scrubber';
import { usePins } from '../live/use-pins';
import './cloud.css';
import { cloudsOf, type Fit, type SeenCloud } from './clouds';
import { Legend } from './legend';
import { hasScale, marksOf, tonesOf, type Answers, type Mark } from './marks';
import { projected } from './pca';
import { extentOf, Plot } from './plot';
import { PointWords } from './point';
import { strings as words } from './strings';

const fits = ['start', 'both'] as const satisfies readonly Fit[];

/** The clouds of this page; the worker is asked for them as long as this is drawn. */
export function useClouds() {
  const { controller, shelf } = usePlayground();
  const clouds = cloudsOf(controller, shelf);
  useEffect(() => clouds.look(), [clouds]);
  return clouds;
}

const isFinitePlane = (values: Float32Array): boolean => values.every(Number.isFinite);

function aboutOf({ cloud }: SeenCloud): string {
  const [points, width] = [whole(cloud.points.length), whole(cloud.base.width)];
  if (cloud.task === 'token-classification') return words.aboutWords(points, width);
  const written = cloud.task === 'causal-lm' || cloud.task === 'seq2seq';
  return (written ? words.aboutWritten : words.about)(points, width);
}

function Empty() {
  const { controller, shelf } = usePlayground();
  const refusal = useStore(cloudsOf(controller, shelf).store, (state) => state.refusal);
  const begun = usePlay((state) => state.intent === 'run' || hasBegun(state.run) || state.run.counts !== undefined);
  if (refusal) return <p className="note">{inLanguage(refusal)}</p>;
  if (begun) return <p className="note">{words.loading}</p>;
  return (
    <p className="note">
      {words.waiting}{' '}
      <button type="button" className="link" onClick={() => void controller.build()}>
        {words.ask}
      </button>
    </p>
  );
}

/** Points of one class spread, and are still no two. */
function oneClassOf({ cloud }: SeenCloud): string | undefined {
  if (hasScale(cloud) || cloud.task === 'multi-label') return undefined;
  const present = tonesOf(cloud);
  return present.length === 1 ? words.oneClass(cloud.labels[present[0]!]!) : undefined;
}

/** How points are shown. */
interface Shown {
  /** Several labels: the one that they are told apart by. */
  readonly label: number;
  readonly trails: boolean;
  readonly lit?: number | undefined;
}

/** The legend, and how points are shown. */
function Tools({
  seen: { cloud, fit },
  shown,
  onShown,
}: {
  readonly seen: SeenCloud;
  readonly shown: Shown;
  readonly onShown: (shown: Shown) => void;
}) {
  const { controller, shelf } = usePlayground();
  const { label, trails, lit } = shown;
  return (
    <div className="cloud-tools">
      <Legend cloud={cloud} label={label} lit={lit} onLit={(tone) => onShown({ ...shown, lit: tone })} />
      <div className="cloud-choices">
        {cloud.task === 'multi-label' && (
          <label className="cloud-by">
            {words.by}{' '}
            <select value={label} onChange={(event) => onShown({ ...shown, label: Number(event.target.value) })}>
              {cloud.labels.map((name, index) => (
                <option key={name} value={index}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <button
          type="button"
          className="toggle"
          aria-pressed={trails}
          data-state={trails ? 'on' : 'off'}
          onClick={() => onShown({ ...shown, trails: !trails })}
        >
          {words.trails}
        </button>
        <span className="cloud-fit" role="group" aria-label={words.fit}>
          <span aria-hidden="true">{words.fit}</span>
          {fits.map((each) => (
            <button
              key={each}
              type="button"
              className="toggle"
              title={words.fitHint[each]}
              aria-pressed={fit === each}
              data-state={fit === each ? 'on' : 'off'}
              onClick={() => cloudsOf(controller, shelf).fit(each)}
            >
              {words.fits[each]}
            </button>
          ))}
        </span>
      </div>
    </div>
  );
}

/** The same for those who do not see the canvas. */
function PointList({
  cloud,
  given,
  marks,
  onPin,
}: {
  readonly cloud: Cloud;
  readonly given: Answers;
  readonly marks: readonly Mark[];
  readonly onPin: (point: number) => void;
}) {
  const [open, setOpen] = useState(false);
  return (
    <details className="cloud-list" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.list}</summary>
      {open && (
        <ul>
          {marks.map((mark, point) => (
            <li key={point}>
              <button type="button" title={words.pin} onClick={() => onPin(point)}>
                <PointWords cloud={cloud} given={given} point={point} wrong={mark.wrong} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

function Seen({ seen }: { readonly seen: SeenCloud }) {
  const { add } = usePins();
  const { cloud, looks, axes, fit } = seen;
  const [back, setBack] = useState<{ readonly of: typeof cloud; readonly step: number }>();
  const [shown, setShown] = useState<Shown>({ label: 0, trails: false });
  const { label, trails, lit } = shown;
  const [focus, setFocus] = useState<number>();
  const [told, setTold] = useState('');
  const chosen = back?.of === cloud ? looks.findLast(({ step }) => step <= back.step) : undefined;
  const wanted = chosen ?? looks.at(-1);
  const look = wanted && isFinitePlane(wanted.values) ? wanted : looks.findLast(({ values }) => isFinitePlane(values));
  const given = look ?? cloud.base;
  const places = useMemo(() => axes && projected(given.values, axes), [given, axes]);
  const base = useMemo(() => axes && projected(cloud.base.values, axes), [cloud, axes]);
  // All that was seen has room: nothing leaves the picture on the way back.
  const extent = useMemo(
    () => extentOf(axes ? [cloud.base, ...looks].map(({ values }) => projected(values, axes)) : []),
    [cloud, looks, axes],
  );
  const marks = useMemo(() => marksOf(cloud, given, label), [cloud, given, label]);
  if (!axes || !places || !base) return <p className="note note-warn">{words.alike}</p>;
  const pin = (point: number) => {
    const { text, second } = cloud.points[point]!;
    setTold(add({ text, ...(second !== undefined && { second }) }).text);
  };
  const single = oneClassOf(seen);
  return (
    <>
      {single && <p className="note note-warn">{single}</p>}
      {wanted !== look && <p className="note note-warn">{words.notFinite}</p>}
      <Tools seen={seen} shown={shown} onShown={setShown} />
      <div className="cloud-stage" data-step={look?.step} data-points={marks.length} data-fit={fit}>
        <Plot
          label={words.plot(whole(marks.length))}
          places={places}
          base={base}
          extent={extent}
          marks={marks}
          trails={trails}
          lit={lit}
          focus={focus}
          onFocus={setFocus}
          onChoose={pin}
        />
      </div>
      <p className="cloud-told" aria-live="polite">
        {focus !== undefined && marks[focus] ? (
          <PointWords cloud={cloud} given={given} point={focus} wrong={marks[focus].wrong} />
        ) : (
          <span className="note">{told || words.spread(percent(axes.shares[0]), percent(axes.shares[1]))}</span>
        )}
      </p>
      <Scrubber
        looks={looks}
        at={look}
        isBack={chosen !== undefined}
        isRecorded={false}
        onStep={(step) => setBack(step === undefined ? undefined : { of: cloud, step })}
      />
      <PointList cloud={cloud} given={given} marks={marks} onPin={pin} />
    </>
  );
}

export default function CloudView() {
  const clouds = useClouds();
  const seen = useStore(clouds.store, (state) => state.present);
  const epoch = usePlay((state) => state.epoch);
  const refusal = useStore(clouds.store, (state) => state.refusal);
  const present = seen?.epoch === epoch ? seen : undefined;
  return (
    <div className="cloud">
      {present && <p className="note cloud-about">{`${aboutOf(present)} ${words.parts}`}</p>}
      {present && refusal && <p className="note note-warn">{inLanguage(refusal)}</p>}
      {present ? <Seen seen={present} /> : <Empty />}
    </div>
  );
}
