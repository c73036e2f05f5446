/** A model that was looked up: its facts, its stored forms, and the button that takes it. */
import { isWritten } from '../../methods/taskId';
import { estimateBytes } from '../../state/estimate';
import type { Looked } from '../../state/remote';
import type { RemoteReport } from '../../worker/protocol';
import { useConfiguration, usePlay, usePlayground } from '../context';
import { FactList } from '../controls/fact-list';
import { Select } from '../controls/select';
import { bytes } from '../format';
import { inLanguage } from '../inLanguage';
import { strings } from './strings';

const words = strings.facts;

/** Name, licence, download and memory, before anything large is loaded. */
export function Facts({ report }: { readonly report: RemoteReport }) {
  const { method, hyperparameters, task } = useConfiguration();
  const { batchSize, sequenceLength } = usePlay((state) => state.settings);
  const { dimensions, kept, commit, license } = report;
  const memory =
    dimensions &&
    estimateBytes(
      dimensions,
      method.count(dimensions, hyperparameters),
      batchSize,
      sequenceLength,
      isWritten(task) || dimensions.kind !== 'encoder',
      method.moments(dimensions, hyperparameters),
    );
  const rows: readonly (readonly [string, string])[] = [
    [words.licence, license ?? words.noLicence],
    [
      words.download,
      kept >= report.bytes && report.bytes > 0
        ? `${bytes(report.bytes)} (${words.keptWhole})`
        : `${bytes(report.bytes)}${kept > 1e5 ? ` (${words.keptPart(bytes(kept))})` : ''}`,
    ],
    [words.memory, memory === undefined ? words.memoryUnknown : words.memoryText(bytes(memory), method.name)],
    ...(commit ? [[words.commit, commit.slice(0, 7)] as const] : []),
  ];
  return <FactList className="hub-facts" rows={rows} />;
}

export function FoundModel({
  looked,
  onForm,
  onDone,
}: {
  readonly looked: Looked<RemoteReport>;
  /** Another stored form of the same model. */
  readonly onForm: (address: string) => void;
  readonly onDone: () => void;
}) {
  const { controller } = usePlayground();
  if ('refusal' in looked)
    return (
      <p className="note note-warn" role="alert">
        {inLanguage(looked.refusal)}
      </p>
    );
  const report = looked.found;
  const { chosen, variants } = report;
  const missing = Math.max(0, report.bytes - report.kept);
  return (
    <section className="hub-found" aria-label={report.name}>
      <h3 className="hub-name">{report.name}</h3>
      <Facts report={report} />
      {variants.length > 1 && (
        <Select
          label={strings.form}
          value={chosen.address}
          groups={[
            {
              options: variants.map(({ address, form, file, bytes: size, readable }) => ({
                value: address,
                label: `${form === 'other' ? file : strings.forms[form]}, ${bytes(size)}`,
                ...(readable ? {} : { text: strings.unreadable, disabled: true }),
              })),
            },
          ]}
          onChange={onForm}
        />
      )}
      {report.notes.map((note) => (
        <p key={note.code} className="note">
          {inLanguage(note)}
        </p>
      ))}
      <div className="actions">
        <button
          type="button"
          className="button button-primary"
          disabled={!chosen.readable}
          onClick={() => {
            void controller.remote.choose(report);
            onDone();
          }}
        >
          {missing > 1e5 ? strings.use(bytes(missing)) : strings.useKept}
        </button>
      </div>
    </section>
  );
}
