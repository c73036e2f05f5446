/** Compare: the clouds of two runs, on the same axes. */
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useMethods, useShelf } from '../context';
import { whole } from '../format';
import { useClouds } from './cloud-view';
import type { SeenCloud } from './clouds';
import { axesFor, isSamePlane } from './clouds';
import { Legend } from './legend';
import { marksOf } from './marks';
import { projected } from './pca';
import { extentOf, Plot } from './plot';
import { PointWords } from './point';
import { strings } from './strings';

const words = strings.compare;

interface Named {
  readonly seen: SeenCloud;
  readonly name: string;
}

/** By its name on the shelf, or its method's. */
function useNamed(): readonly Named[] {
  const clouds = useClouds();
  const earlier = useStore(clouds.store, (state) => state.earlier);
  const present = useStore(clouds.store, (state) => state.present);
  const runs = useShelf((state) => state.runs);
  const methods = useMethods();
  return useMemo(() => {
    const trained = [...earlier, ...(present ? [present] : [])].filter(({ looks }) =>
      looks.some(({ step }) => step > 0),
    );
    return trained.map((seen) => ({
      seen,
      name:
        runs.find(({ id }) => id === seen.kept)?.name ??
        methods.find(({ id }) => id === seen.method)?.name ??
        seen.method,
    }));
  }, [earlier, present, runs, methods]);
}

function Pair({ pair }: { readonly pair: readonly [Named, Named] }) {
  const [focus, setFocus] = useState<number>();
  const [lit, setLit] = useState<number>();
  const [label] = useState(0);
  const [{ seen: first }, { seen: second }] = pair;
  const { cloud } = first;
  const lasts = useMemo(() => [first.looks.at(-1)!, second.looks.at(-1)!], [first, second]);
  const axes = useMemo(() => axesFor(cloud, 'both', lasts), [cloud, lasts]);
  const places = useMemo(() => axes && lasts.map(({ values }) => projected(values, axes)), [axes, lasts]);
  const base = useMemo(() => axes && projected(cloud.base.values, axes), [axes, cloud]);
  if (!axes || !places || !base) return <p className="note note-warn">{strings.alike}</p>;
  const extent = extentOf([...places, base]);
  return (
    <>
      <Legend cloud={cloud} label={label} lit={lit} onLit={setLit} />
      <div className="cloud-pair">
        {pair.map(({ name }, side) => {
          const marks = marksOf(cloud, lasts[side]!, label);
          const title = words.now(name, whole(lasts[side]!.step));
          return (
            <div key={side}>
              <h3 className="group-title">{title}</h3>
              <div className="cloud-stage" data-points={marks.length}>
                <Plot
                  label={`${title}. ${strings.plot(whole(marks.length))}`}
                  places={places[side]!}
                  base={base}
                  extent={extent}
                  marks={marks}
                  trails={false}
                  lit={lit}
                  focus={focus}
                  onFocus={setFocus}
                  onChoose={setFocus}
                />
              </div>
              <p className="cloud-told">
                {focus !== undefined && (
                  <PointWords cloud={cloud} given={lasts[side]!} point={focus} wrong={marks[focus]!.wrong} />
                )}
              </p>
            </div>
          );
        })}
      </div>
    </>
  );
}

export default function SideBySide() {
  const named = useNamed();
  const [chosen, setChosen] = useState<readonly [number | undefined, number | undefined]>([undefined, undefined]);
  const indexOf = (side: 0 | 1) => {
    const at = named.findIndex(({ seen }) => seen.epoch === chosen[side]);
    return at < 0 ? named.length - 2 + side : at;
  };
  const pair = named.length < 2 ? undefined : ([named[indexOf(0)]!, named[indexOf(1)]!] as const);
  const choose = (side: 0 | 1, epoch: number) => setChosen(side === 0 ? [epoch, chosen[1]] : [chosen[0], epoch]);
  return (
    <section className="panel cloud cloud-compare" aria-labelledby="clouds-title">
      <h2 id="clouds-title" className="panel-title">
        {words.title}
      </h2>
      {!pair ? (
        <p className="note">{words.none}</p>
      ) : (
        <>
          <p className="note">{words.text}</p>
          <div className="cloud-choices">
            {([0, 1] as const).map((side) => (
              <label key={side} className="cloud-by">
                {side === 0 ? words.left : words.right}{' '}
                <select value={pair[side].seen.epoch} onChange={(event) => choose(side, Number(event.target.value))}>
                  {named.map(({ seen, name }) => (
                    <option key={seen.epoch} value={seen.epoch}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
            ))}
          </div>
          {isSamePlane(pair[0].seen.cloud, pair[1].seen.cloud) ? (
            <Pair pair={pair} />
          ) : (
            <p className="note note-warn">{words.other}</p>
          )}
        </>
      )}
    </section>
  );
}
