/** May a copy of the visitor's own files stay in this browser as long as a run on them is not finished? */
import { usePlayground, useResume } from '../context';
import { keepAllowance } from './allowance';
import './resume.css';
import { strings } from './strings';

export default function KeepFiles() {
  const { resumer } = usePlayground();
  const files = useResume((state) => state.files);
  const off = useResume((state) => state.budget === 0);
  if (off) return null;
  const change = (checked: boolean) => {
    keepAllowance({ ...resumer.state, files: checked });
    void resumer.allow({ files: checked }).catch(() => undefined);
  };
  return (
    <label className="resume-tick">
      <input type="checkbox" checked={files} onChange={(event) => change(event.target.checked)} />
      <span>
        {strings.keep.files}
        <small className="note">{strings.keep.filesHint}</small>
      </span>
    </label>
  );
}
