/** What the live panel shows, for those who hear the page: not each of its moves. */
import { busy, moving } from '../../state/run';
import { shownRun } from '../../state/state';
import { usePlay } from '../context';
import { whole } from '../format';
import { strings } from '../strings';
import type { Shown } from './shown';
import { told } from './told';

const words = strings.live;

/** One sentence when the run stands still, and none while it moves. */
export default function Summary({ pinned, looks }: Shown) {
  const still = usePlay((state) => !moving(shownRun(state)) && !busy(state.run.status));
  const last = looks.at(-1);
  const text =
    still && pinned && last && last.step > 0
      ? words.summary(
          whole(last.step),
          pinned.rows
            .flatMap((row, i) => {
              const [before, now] = [pinned.base[i], last.answers[i]];
              return before && now
                ? [words.summaryRow(row.text, told(before, pinned, row.words), told(now, pinned, row.words))]
                : [];
            })
            .join(' '),
        )
      : '';
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}
