/** What went wrong, in a sentence, with buttons that do something about it. */
import type { PropertyName } from '../../state/properties';
import { isLocked } from '../../state/share';
import { carryOut } from '../../state/suggestions';
import type { Suggestion } from '../../worker/protocol';
import { usePlay, usePlayground } from '../context';
import { Close, Warning } from '../controls/icons';
import { inLanguage } from '../inLanguage';
import { strings } from '../strings';

const words = strings.problems;

/** Controls that a remedy sets: where a link locks one, its remedy is not offered. Going on with WASM always is. */
const sets: Partial<Record<Suggestion, PropertyName>> = {
  'smaller-batch': 'batchSize',
  'shorter-sequences': 'sequenceLength',
  'fitting-length': 'sequenceLength',
  'lower-learning-rate': 'learningRate',
  'bundled-model': 'model',
  'bundled-data': 'dataset',
};

export function Banner() {
  const problem = usePlay((state) => state.problem);
  const { controller } = usePlayground();
  const settings = usePlay((state) => state.settings);
  if (!problem) return null;
  const suggestions = problem.suggestions.filter((suggestion) => !isLocked(settings, sets[suggestion] ?? ''));
  return (
    <div className="banner" role="alert" data-code={problem.code}>
      <Warning />
      <div className="banner-body">
        <p className="banner-title">{words.title[problem.code]}</p>
        <p>{inLanguage(problem.message)}</p>
        {problem.advice.length > 0 && (
          <ul>
            {problem.advice.map(inLanguage).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
        {suggestions.length > 0 && (
          <div className="actions">
            {suggestions.map((suggestion) => (
              <button
                key={suggestion}
                type="button"
                className="button"
                onClick={() => void carryOut(suggestion, controller)}
              >
                {words.suggestions[suggestion]}
              </button>
            ))}
          </div>
        )}
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={words.dismiss}
        onClick={() => controller.dismissProblem()}
      >
        <Close />
      </button>
    </div>
  );
}
