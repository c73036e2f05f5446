/** What is in a module: its trained tensors as figures, histogram and heat map, read from the run on demand. */
import { Tabs } from 'radix-ui';
import { Suspense, useEffect, useState, type ReactNode } from 'react';
import { lazy } from '../lazy';
import type { Message } from '../../messages/message';
import type { Picture, TensorReport } from '../../worker/protocol';
import { useConfiguration, usePlay, usePlayground } from '../context';
import { FactList } from '../controls/fact-list';
import { Dialog } from '../controls/dialog';
import { Select } from '../controls/select';
import { percent, whole } from '../format';
import type { Place, Placement } from '../where/placement';
import { tensorsAt } from '../where/places';
import { BuildRun } from './build-run';
import { HeatMap } from './heat-map';
import { Histogram } from './histogram';
import './inspector.css';
import { sizeOf } from '../../onnx/tensor';
import { shapeText, small } from './numbers';
import { inLanguage } from '../inLanguage';
import { strings as update } from '../update/strings';
import { strings } from './strings';

const Update = lazy(() => import('../update/update'));

export interface TensorPanelProps {
  readonly place: Place;
  /** Name of the box. */
  readonly part: string;
  readonly marks: Placement['marks'];
  /** What the box does with the sentence in the drawing. */
  readonly inside?: ReactNode;
  readonly onClose: () => void;
}

const kinds = ['values', 'change', 'gradient'] as const;

function Facts({ picture, shape }: { readonly picture: Picture; readonly shape: readonly number[] }) {
  const { facts } = strings;
  const count = sizeOf(shape);
  const rows: readonly (readonly [string, string])[] = [
    [facts.shape, shapeText(shape)],
    [facts.count, whole(count)],
    [facts.mean, small(picture.mean)],
    [facts.deviation, small(picture.deviation)],
    [facts.range, strings.range(small(picture.min), small(picture.max))],
    [facts.norm, small(picture.norm)],
    [facts.zeros, percent(picture.zeros / count)],
  ];
  return <FactList className="inspector-facts" rows={rows} />;
}

function Pictures({ report }: { readonly report: TensorReport }) {
  const shape = shapeText(report.shape);
  return (
    <Tabs.Root defaultValue="values">
      <Tabs.List className="inspector-tabs" aria-label={report.name}>
        {kinds.map((kind) => (
          <Tabs.Trigger key={kind} value={kind} className="toggle">
            {strings.which[kind]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {kinds.map((kind) => {
        const picture = report[kind];
        return (
          <Tabs.Content key={kind} value={kind}>
            {!picture ? (
              <p className="note">{strings.noGradient}</p>
            ) : (
              <>
                <p className="note">
                  {strings.explain[kind]}
                  {picture.norm === 0 && ` ${strings.allZero}`}
                </p>
                <Facts picture={picture} shape={report.shape} />
                <div className="inspector-pictures">
                  <Histogram picture={picture} />
                  <HeatMap picture={picture} shape={shape} />
                </div>
              </>
            )}
          </Tabs.Content>
        );
      })}
    </Tabs.Root>
  );
}

function Tensors({ place, marks }: Pick<TensorPanelProps, 'place' | 'marks'>) {
  const parameters = usePlay((state) => state.run.parameters);
  const step = usePlay((state) => state.run.step);
  const { controller } = usePlayground();
  const { method } = useConfiguration();
  const [wanted, setWanted] = useState<string>();
  const [reads, setReads] = useState(0);
  const [reading, setReading] = useState(false);
  const [report, setReport] = useState<TensorReport>();
  const [refusal, setRefusal] = useState<Message>();

  const here = tensorsAt(place, marks, parameters ?? []);
  const name = here.find((tensor) => tensor.name === wanted)?.name ?? here[0]?.name;
  useEffect(() => {
    if (!name) return;
    let stale = false;
    setReading(true);
    void controller.ask('inspect', { name }).then((asked) => {
      if (stale) return;
      setReading(false);
      setReport(asked && 'answer' in asked ? asked.answer : undefined);
      setRefusal(asked && 'refusal' in asked ? asked.refusal : undefined);
    });
    return () => {
      stale = true;
    };
  }, [controller, name, reads]);

  if (!parameters) return <BuildRun text={strings.notBuilt} label={strings.build} working={strings.building} />;
  if (!name) return <p className="note">{strings.none}</p>;
  const groups = [...new Set(here.map((tensor) => tensor.layer))].map((layer) => ({
    label:
      layer !== undefined
        ? strings.layer(layer + 1)
        : here.find((tensor) => tensor.layer === undefined)?.group === 'head'
          ? strings.head
          : strings.outside,
    options: here
      .filter((tensor) => tensor.layer === layer)
      .map((tensor) => ({
        value: tensor.name,
        label: tensor.name,
        text: `${shapeText(tensor.shape)} = ${whole(sizeOf(tensor.shape))}`,
      })),
  }));
  return (
    <div data-method={method.id}>
      <div className="inspector-choice">
        <Select label={strings.choose} value={name} groups={groups} onChange={setWanted} />
        <button type="button" className="button" disabled={reading} onClick={() => setReads(reads + 1)}>
          {reading ? strings.reading : strings.refresh}
        </button>
      </div>
      {refusal && (
        <p className="note note-warn" role="status">
          {inLanguage(refusal)}
        </p>
      )}
      {report && report.name === name && (
        <>
          <p className="note" role="status" data-testid="inspector-step">
            {strings.at(whole(report.step))}
            {step !== report.step && `, ${strings.now(whole(step))}`}
          </p>
          <Pictures report={report} />
        </>
      )}
    </div>
  );
}

/** The weights of the box with what is added to them, at a click. */
function ChangesHere({ place }: Pick<TensorPanelProps, 'place'>) {
  const [open, setOpen] = useState(false);
  return (
    <section className="inspector-update">
      <button type="button" className="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {update.here}
      </button>
      {open && (
        <Suspense>
          <Update place={place} />
        </Suspense>
      )}
    </section>
  );
}

export default function TensorPanel({ place, part, marks, inside, onClose }: TensorPanelProps) {
  // Of other boxes there is nothing but what they do.
  const trained = marks[place] !== undefined || place === 'head';
  return (
    <Dialog
      title={strings.title(part)}
      text={trained ? strings.text : strings.frozen}
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      {inside}
      {trained && (
        <>
          {inside !== undefined && <h3 className="group-title">{strings.trained}</h3>}
          <Tensors place={place} marks={marks} />
          <ChangesHere place={place} />
        </>
      )}
    </Dialog>
  );
}
