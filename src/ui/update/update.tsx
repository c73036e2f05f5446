/** What the update of the run is: where it acts, and each weight with its change; or what stands in a ΔW's place. */
import { useEffect, useState } from 'react';
import type { Place } from '../../anatomy/places';
import type { Message } from '../../messages/message';
import type { UpdateReport } from '../../worker/protocol';
import { useConfiguration, usePlay, usePlayground } from '../context';
import { Select } from '../controls/select';
import { percent, whole } from '../format';
import { inLanguage } from '../inLanguage';
import { useStanding } from '../play/standing';
import '../inspector/inspector.css';
import { Added, Choices, Gates } from './observed';
import { Own, Virtual } from './own';
import { SiteMap } from './site-map';
import { strings } from './strings';
import './update.css';
import { Weight } from './weight';
import { columnName, rowName } from './words';

/** The map, and the weight that is chosen on it: at first the one that changes most. */
function Sites({ report, place }: { readonly report: UpdateReport; readonly place: Place | undefined }) {
  const { encoderLayers } = useConfiguration().dimensions;
  const all = report.sites ?? [];
  const sites = place === undefined ? all : all.filter((site) => site.place === place);
  const [wanted, setWanted] = useState<string>();
  const largest = [...sites].sort((a, b) => (b.size.relative ?? 0) - (a.size.relative ?? 0))[0];
  const chosen = sites.find(({ name }) => name === wanted) ?? largest;
  if (!chosen) return <p className="note">{strings.nothing}</p>;
  const groups = [...new Set(sites.map(({ layer }) => layer))].map((layer) => ({
    label: rowName(layer, encoderLayers),
    options: sites
      .filter((site) => site.layer === layer)
      .map((site) => ({
        value: site.name,
        label: `${rowName(site.layer, encoderLayers)}, ${columnName(site)}`,
        text: `${site.label} · ${percent(site.size.relative ?? 0)}`,
      })),
  }));
  return (
    <>
      <section className="update-part" data-part="map">
        <h3 className="group-title">{strings.map}</h3>
        <p className="note">
          {strings.sites(whole(sites.length))} {strings.mapText}
        </p>
        <SiteMap sites={sites} encoderLayers={encoderLayers} chosen={chosen.name} onChoose={setWanted} />
      </section>
      <section className="update-part" data-part="weight">
        <Select label={strings.choose} value={chosen.name} groups={groups} onChange={setWanted} />
        <Weight name={chosen.name} step={report.step} />
      </section>
    </>
  );
}

function Told({ report, place }: { readonly report: UpdateReport; readonly place: Place | undefined }) {
  const { method, dimensions } = useConfiguration();
  const { sites, early, own, virtual } = report;
  const all = place === undefined;
  if (early)
    return (
      <>
        <p className="note">{strings.early(method.name)}</p>
        <Choices />
      </>
    );
  return (
    <>
      {sites ? (
        <Sites report={report} place={place} />
      ) : (
        <p className="update-lead">
          {strings.none(method.name)} {typeof method.merge === 'string' && method.merge}
        </p>
      )}
      {virtual && (all || place === 'tokens') && <Virtual virtual={virtual} />}
      {all && <Gates report={report} />}
      {all && <Choices />}
      {all && <Added report={report} encoderLayers={dimensions.encoderLayers} />}
      <Own own={own} place={place} />
    </>
  );
}

/** @param place only what sits in this box of the drawing; absent: all of it */
export function Update({ place }: { readonly place?: Place }) {
  const { controller } = usePlayground();
  const standing = useStanding();
  const step = usePlay((state) => state.run.step);
  const [report, setReport] = useState<UpdateReport>();
  const [refusal, setRefusal] = useState<Message>();
  const [failed, setFailed] = useState(false);
  const ready = standing === 'ready';
  useEffect(() => {
    if (!ready) return;
    let stale = false;
    void controller.ask('update', null).then((asked) => {
      if (stale) return;
      setFailed(asked === undefined);
      setReport(asked && 'answer' in asked ? asked.answer : undefined);
      setRefusal(asked && 'refusal' in asked ? asked.refusal : undefined);
    });
    return () => {
      stale = true;
    };
  }, [controller, ready, step]);
  if (!ready) return <p className="note update-lead">{strings[standing]}</p>;
  if (failed) return <p className="note note-warn">{strings.failed}</p>;
  if (refusal)
    return (
      <p className="note note-warn" role="status">
        {inLanguage(refusal)}
      </p>
    );
  if (!report)
    return (
      <p className="note update-waiting" role="status">
        {strings.reading}
      </p>
    );
  return (
    <div className="update" data-step={report.step}>
      <p className="note" role="status">
        {place === undefined && `${strings.text} `}({strings.at(whole(report.step))})
      </p>
      <Told report={report} place={place} />
    </div>
  );
}

export default Update;
