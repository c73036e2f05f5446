/** The line that says that a reload would lose the run in training. */
import { useResume } from '../context';
import { bytes } from '../format';
import { strings } from './strings';

export default function UnstoredLine() {
  const unstored = useResume((state) => state.unstored);
  return (
    unstored && (
      <p className="note note-warn" role="status" data-testid="unstored">
        {strings.settings.unstored[unstored.why](bytes(unstored.bytes))}
      </p>
    )
  );
}
