/** The update of the run, in a dialog of its own. */
import { Dialog } from '../controls/dialog';
import { strings } from './strings';
import { Update } from './update';

export default function UpdateDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog
      title={strings.title}
      text={strings.text}
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Update />
    </Dialog>
  );
}
