/** The chosen model's facts where it lies at an address, and the way to stop its download. */
import { remoteOf } from '../../state/runConfig';
import { usePlay, usePlayground } from '../context';
import { inLanguage } from '../inLanguage';
import { Facts } from './found-model';
import './hub.css';
import { strings } from './strings';

export default function ChosenModel() {
  const remote = usePlay(remoteOf);
  const loading = usePlay((state) => state.run.status === 'loading-model');
  // Then the banner tells what came of it.
  const failed = usePlay((state) => state.problem !== undefined);
  const { controller } = usePlayground();
  if (!remote) return failed ? null : <p className="note">{strings.looking}</p>;
  return (
    <div data-testid="remote-model">
      <Facts report={remote.report} />
      {remote.report.notes.map((note) => (
        <p key={note.code} className="note">
          {inLanguage(note)}
        </p>
      ))}
      {loading && !remote.loaded && (
        <button type="button" className="button" onClick={() => void controller.remote.cancel()}>
          {strings.stop}
        </button>
      )}
    </div>
  );
}
