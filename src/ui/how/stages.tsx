/** The phases of a method that has several: which one is under way, and what each found. */
import { shownRun } from '../../state/state';
import { usePlay } from '../context';
import { whole } from '../format';
import { inLanguage } from '../inLanguage';
import { strings } from '../strings';

const words = strings.how.stages;

export function Stages() {
  const stages = usePlay((state) => shownRun(state).stages);
  if (stages.length === 0) return null;
  return (
    <section className="stages" aria-label={words.title}>
      <ol>
        {stages.map(({ index, title, from, to, summary, over }) => (
          <li key={index} data-over={over} aria-current={over ? undefined : 'step'}>
            <span className="stage-title">{inLanguage(title)}</span>
            {over && to > from && <span className="stage-steps">{words.steps(whole(to - from))}</span>}
            {summary && <p className="stage-summary">{inLanguage(summary)}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
