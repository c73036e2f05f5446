/** What went wrong, in a sentence, with buttons that do something about it. */
import { usePlay } from '../context';
import { Close, Warning } from '../controls/icons';
import { strings } from '../strings';

const words = strings.problems;

export function Banner() {
  const problem = usePlay((state) => state.problem);
  const follow = usePlay((state) => state.follow);
  const dismiss = usePlay((state) => state.dismissProblem);
  if (!problem) return null;
  return (
    <div className="banner" role="alert" data-code={problem.code}>
      <Warning />
      <div className="banner-body">
        <p className="banner-title">{words.title[problem.code]}</p>
        <p>{problem.message}</p>
        {problem.advice.length > 0 && <ul>{problem.advice.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>}
        {problem.suggestions.length > 0 && (
          <div className="actions">{problem.suggestions.map((suggestion) => <button key={suggestion} type="button" className="button" onClick={() => void follow(suggestion)}>{words.suggestions[suggestion]}</button>)}</div>
        )}
      </div>
      <button type="button" className="icon-button" aria-label={words.dismiss} onClick={dismiss}><Close /></button>
    </div>
  );
}
