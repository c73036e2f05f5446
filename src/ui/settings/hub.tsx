/** The Hub's address, and what is kept from it. */
import { useCallback, useEffect, useId, useState } from 'react';
import { HUB } from '../../interchange/hub/address';
import { dropRemote, keptFiles, type KeptFile } from '../../runtime/remoteFiles';
import { onKeptChange } from '../../runtime/keptChanges';
import { bytes } from '../format';
import { strings } from '../hub/strings';
import { hubAddress, hubAddressOf, keepHubAddress } from './hub-address';

const words = strings.hub;

interface KeptModel {
  readonly name: string;
  /** What all its files' addresses begin with. */
  readonly begin: string;
  readonly bytes: number;
  readonly total: number;
}

/** Files of one repository, or of one folder, together. */
function together(files: readonly KeptFile[]): readonly KeptModel[] {
  const groups = new Map<string, KeptModel>();
  for (const { url, bytes: here, total } of files) {
    const [, begin, name] = /^(https?:\/\/[^/]+\/((?:datasets\/)?[^/]+\/[^/]+)\/resolve\/[0-9a-f]{40}\/)/.exec(url) ?? [
      '',
      url.replace(/(onnx\/)?[^/]*$/, ''),
      url.replace(/^https?:\/\//, '').replace(/\/(onnx\/)?[^/]*$/, ''),
    ];
    const before = groups.get(begin!) ?? { name: name!, begin: begin!, bytes: 0, total: 0 };
    groups.set(begin!, { ...before, bytes: before.bytes + here, total: before.total + total });
  }
  return [...groups.values()];
}

export function HubSettings() {
  const id = useId();
  const now = hubAddress();
  const [text, setText] = useState(now === HUB ? '' : now);
  const [kept, setKept] = useState<readonly KeptModel[]>([]);
  const look = useCallback(async () => setKept(together(await keptFiles())), []);
  useEffect(() => {
    void look();
    return onKeptChange(() => void look());
  }, [look]);
  const wanted = hubAddressOf(text);
  return (
    <section className="settings-part" aria-labelledby={`${id}-title`}>
      <h3 className="group-title" id={`${id}-title`}>
        {words.title}
      </h3>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted === undefined) return;
          keepHubAddress(wanted);
          location.reload();
        }}
      >
        <label className="field-label" htmlFor={id}>
          {words.address}
        </label>
        <div className="settings-row settings-ask">
          <input
            id={id}
            className="text"
            inputMode="url"
            spellCheck={false}
            placeholder={HUB}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <button type="submit" className="button" disabled={wanted === undefined || wanted === now}>
            {words.save}
          </button>
        </div>
        <p
          className={wanted === undefined ? 'note note-warn' : 'note'}
          role={wanted === undefined ? 'alert' : undefined}
        >
          {wanted === undefined ? words.bad : words.note}
        </p>
      </form>
      {kept.length > 0 && (
        <>
          <p className="field-label">{words.kept}</p>
          <table className="kept">
            <tbody>
              {kept.map(({ name, begin, bytes: here, total }) => (
                <tr key={begin}>
                  <th scope="row">{name}</th>
                  <td className="kept-size">{here < total ? words.part(bytes(here), bytes(total)) : bytes(total)}</td>
                  <td>
                    <button
                      type="button"
                      className="button"
                      aria-label={words.remove(name)}
                      onClick={() => void dropRemote(begin)}
                    >
                      {words.removeShort}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
