/** The first validation examples as the model writes them: source, reference, before training and now. */
import { usePlay } from '../context';
import { whole } from '../format';
import { strings } from '../strings';

const words = strings.try;

export function WrittenExamples() {
  const written = usePlay((state) => state.run.written);
  if (!written) return null;
  const { step, texts } = written;
  return (
    <div className="written">
      <h3 className="group-title">{words.examplesTitle}</h3>
      <p className="note">{words.examplesHint}</p>
      {texts.map(({ source, reference, base, tuned }, i) => (
        <dl key={i} className="written-example">
          {(
            [
              [words.exampleSource, source, ''],
              [words.exampleReference, reference, ''],
              [words.exampleBase, base, 'written-base'],
              [words.exampleTuned(whole(step)), tuned, 'written-tuned'],
            ] as const
          ).map(([name, text, kind], k) => (
            <div key={k} className={kind || undefined}>
              <dt>{name}</dt>
              <dd dir="auto">{text || <em>{words.nothingWritten}</em>}</dd>
            </div>
          ))}
        </dl>
      ))}
    </div>
  );
}
