/** The visitor's own model: drop the files, see what was found in it. */
import { depthOf } from '../../anatomy/shared';
import { useState } from 'react';
import { Close } from '../controls/icons';
import { Select } from '../controls/select';
import { hasVocabulary } from '../../data/tokenizers/vocabularyNames';
import { besideModel, encoderOf, meantModel, modelFiles } from '../../interchange/modelPaths';
import type { ModelReport } from '../../worker/protocol';
import { usePlay, usePlayground } from '../context';
import { bytes, compact } from '../format';
import { inLanguage } from '../inLanguage';
import KeepFiles from '../resume/keep-files';
import { strings } from '../strings';
import { Drop } from '../what/drop';

const words = strings.model;

interface DroppedFile {
  readonly path: string;
  readonly file: File;
}

interface FilesProps {
  readonly files: readonly DroppedFile[];
  readonly onTakeOff: (path: string) => void;
}

function Files({ files, onTakeOff }: FilesProps) {
  return (
    <ul className="files">
      {files.map(({ path, file }) => (
        <li key={path}>
          <span>{path}</span>
          <span>{bytes(file.size)}</span>
          <button
            type="button"
            className="icon-button"
            aria-label={words.takeOff(path)}
            title={words.takeOff(path)}
            onClick={() => onTakeOff(path)}
          >
            <Close />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The model that is in use: its sizes, and what of it was not understood. */
function Found({ report }: { readonly report: ModelReport }) {
  return (
    <div className="note">
      {words.found(report.name)}{' '}
      {strings.what.modelFacts(
        depthOf(report.dimensions),
        report.dimensions.hidden,
        compact(report.dimensions.parameters),
      )}
      .{report.poisoned && <p className="note note-warn">{inLanguage(report.poisoned)}</p>}
      {report.missing.length > 0 && (
        <>
          <br />
          {words.missing}
          <ul>
            {report.missing.map(({ part, message }) => (
              <li key={`${part} ${inLanguage(message)}`}>{inLanguage(message)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** @param onDone the model was read */
export function FilesTab({ onDone }: { readonly onDone: () => void }) {
  const { controller } = usePlayground();
  const own = usePlay((state) => state.ownModel);
  const error = usePlay((state) => (state.problem?.code === 'bad-model' ? state.problem.message : undefined));
  const [files, setFiles] = useState<readonly DroppedFile[]>([]);
  const [reading, setReading] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const paths = files.map(({ path }) => path);
  const found = modelFiles(paths);
  const model = chosen !== undefined && found.includes(chosen) ? chosen : meantModel(paths);
  const has = (name: string) => besideModel(paths, model ?? '', name) !== undefined;
  const needed = [
    ...(found.length > 0 ? [] : ['model.onnx']),
    ...['config.json', 'tokenizer.json'].filter(
      (name) => !has(name) && !(name === 'tokenizer.json' && hasVocabulary(has)),
    ),
  ];
  const add = (more: readonly DroppedFile[]) =>
    setFiles((before) => [...before.filter((old) => !more.some((next) => next.path === old.path)), ...more]);
  const read = async () => {
    setReading(true);
    // Of several models only the chosen one is read, with its encoder where it is a decoder that has one.
    const encoder = model === undefined ? undefined : encoderOf(found, model);
    const wanted = files.filter(({ path }) => path === model || path === encoder || !found.includes(path));
    if (await controller.readModel(wanted)) onDone();
    setReading(false);
  };
  return (
    <>
      <p className="note">{words.text}</p>
      <p className="note">{words.formats}</p>
      <Drop text={words.drop} multiple onFiles={add} />
      {files.length > 0 && (
        <Files
          files={files}
          onTakeOff={(path) => setFiles((before) => before.filter((other) => other.path !== path))}
        />
      )}
      {found.length > 1 && (
        <Select
          label={words.which(found.length)}
          value={model ?? ''}
          placeholder={words.choose}
          groups={[{ options: found.map((path) => ({ value: path, label: path })) }]}
          onChange={setChosen}
        />
      )}
      {files.length > 0 && needed.length > 0 && (
        <p className="note">
          {words.needed} {needed.join(', ')}
        </p>
      )}
      {error && (
        <p className="note note-warn" role="alert">
          {inLanguage(error)}
        </p>
      )}
      {files.length > 0 && <KeepFiles />}
      <div className="actions">
        <button
          type="button"
          className="button button-primary"
          disabled={model === undefined || reading}
          onClick={() => void read()}
        >
          {reading ? words.reading : words.use}
        </button>
      </div>
      {own && <Found report={own.report} />}
    </>
  );
}
