/** One weight: W and ΔW side by side, how the change is built, and how far it turns the matrix. */
import { useEffect, useState } from 'react';
import type { Message } from '../../messages/message';
import { sizeOf } from '../../onnx/tensor';
import type { Picture, WeightReport } from '../../worker/protocol';
import { usePlayground } from '../context';
import { FactList } from '../controls/fact-list';
import { fixed, percent, whole } from '../format';
import { inLanguage } from '../inLanguage';
import { HeatMap } from '../inspector/heat-map';
import { shapeText, small } from '../inspector/numbers';
import { SpectrumBars, VectorBars } from './bars';
import { strings } from './strings';

function angleText(angle: number): string {
  return strings.degrees(angle === 0 ? '0' : angle < 0.1 ? small(angle) : fixed(angle, angle < 10 ? 2 : 1));
}

function factsOf({ shape, size, spectrum }: WeightReport): (readonly [string, string])[] {
  const { facts } = strings;
  const all = sizeOf(shape);
  const complete = spectrum?.complete;
  const rank = spectrum && strings.ofMost(whole(spectrum.rank), whole(spectrum.all));
  return [
    ...(size.relative !== undefined ? ([[facts.relative, percent(size.relative)]] as const) : []),
    ...(size.angle !== undefined ? ([[facts.angle, angleText(size.angle)]] as const) : []),
    ...(rank !== undefined ? ([[facts.rank, complete ? rank : strings.atLeast(rank)]] as const) : []),
    ...(spectrum?.complete ? ([[facts.effective, fixed(spectrum.effective, 1)]] as const) : []),
    ...(size.entries < all ? ([[facts.entries, strings.ofMost(whole(size.entries), whole(all))]] as const) : []),
  ];
}

/** The share of changed entries of each block, as a picture from 0 to 1. */
const maskPicture = (grid: Picture['grid'], report: WeightReport): Picture => ({
  ...report.change,
  min: 0,
  max: Math.max(...grid.cells),
  grid,
});

function Told({ report }: { readonly report: WeightReport }) {
  const { shape, before, change, size, spectrum, bars, mask, name } = report;
  const all = sizeOf(shape);
  const text = shapeText(shape);
  return (
    <div data-weight={name} data-relative={size.relative}>
      <FactList className="inspector-facts" rows={factsOf(report)} />
      {size.angle !== undefined && size.change > 0 && <p className="note">{strings.turn(angleText(size.angle))}</p>}
      {bars ? (
        <>
          <p className="note">{strings.vectorText}</p>
          <VectorBars name={name} label={strings.vector} bars={bars} />
        </>
      ) : (
        <div className="inspector-pictures">
          <HeatMap picture={before} shape={text} caption={strings.before} />
          <HeatMap picture={change} shape={text} caption={strings.change} />
          {mask && (
            <div>
              <HeatMap picture={maskPicture(mask, report)} shape={text} caption={strings.mask} shares />
              <p className="note">{strings.maskText(whole(size.entries), whole(all), percent(size.entries / all))}</p>
            </div>
          )}
          {spectrum && <SpectrumBars spectrum={spectrum} />}
        </div>
      )}
    </div>
  );
}

export function Weight({ name, step }: { readonly name: string; readonly step: number }) {
  const { controller } = usePlayground();
  const [report, setReport] = useState<WeightReport>();
  const [refusal, setRefusal] = useState<Message>();
  useEffect(() => {
    let stale = false;
    void controller.ask('updateAt', { name }).then((asked) => {
      if (stale) return;
      setReport(asked && 'answer' in asked ? asked.answer : undefined);
      setRefusal(asked && 'refusal' in asked ? asked.refusal : undefined);
    });
    return () => {
      stale = true;
    };
  }, [controller, name, step]);
  if (refusal)
    return (
      <p className="note note-warn" role="status">
        {inLanguage(refusal)}
      </p>
    );
  if (report?.name !== name)
    return (
      <p className="note update-waiting" role="status">
        {strings.reading}
      </p>
    );
  return <Told report={report} />;
}
