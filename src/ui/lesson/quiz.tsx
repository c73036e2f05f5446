/** A question with answers to choose from, and feedback on each. */
import { useEffect, useId, useRef, useState } from 'react';
import type { LessonStep } from './schema';
import { strings } from './strings';

export function Quiz({ quiz }: { readonly quiz: NonNullable<LessonStep['quiz']> }) {
  const id = useId();
  const [chosen, setChosen] = useState<number>();
  const feedback = useRef<HTMLParagraphElement>(null);
  // The panel may be too low for it, on a phone above all.
  useEffect(() => {
    if (chosen !== undefined) feedback.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const answer = chosen === undefined ? undefined : quiz.answers[chosen];
  return (
    <fieldset className="quiz">
      <legend className="quiz-question">
        <span className="quiz-mark">{strings.quiz}</span>
        {quiz.question}
      </legend>
      {quiz.answers.map(({ text, correct }, index) => (
        <label
          key={text}
          className={index !== chosen ? 'quiz-answer' : correct ? 'quiz-answer quiz-right' : 'quiz-answer quiz-wrong'}
        >
          <input type="radio" name={id} checked={index === chosen} onChange={() => setChosen(index)} />
          <span>{text}</span>
        </label>
      ))}
      <p ref={feedback} className="quiz-feedback" role="status">
        {answer && (
          <>
            <b>{answer.correct ? strings.right : strings.wrong}</b> {answer.feedback}
          </>
        )}
      </p>
    </fieldset>
  );
}
