/** Asks before a link downloads much. */
import { usePlay, usePlayground } from '../context';
import { Dialog } from '../controls/dialog';
import { bytes } from '../format';
import { Facts } from './found-model';
import './hub.css';
import { strings } from './strings';

export default function AskDownload() {
  const report = usePlay((state) => state.remoteModel?.report);
  const { controller } = usePlayground();
  if (!report) return null;
  const size = bytes(Math.max(0, report.bytes - report.kept));
  const answer = (agreed: boolean) => void controller.remote.answer(agreed);
  return (
    <Dialog
      title={strings.askTitle}
      text={strings.askText(report.name, size)}
      open
      onOpenChange={(open) => !open && answer(false)}
    >
      <Facts report={report} />
      <div className="actions">
        <button type="button" className="button button-primary" onClick={() => answer(true)}>
          {strings.askYes(size)}
        </button>
        <button type="button" className="button" onClick={() => answer(false)}>
          {strings.askNo}
        </button>
      </div>
    </Dialog>
  );
}
