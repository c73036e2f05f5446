/** All lessons, and a place for a teacher's own. */
import { useRef, useState } from 'react';
import { useMethods, usePlayground } from '../context';
import { inLanguage } from '../inLanguage';
import { keep, lessons } from './catalogue';
import { LessonCards } from './lesson-links';
import { LessonError, linkOf, readLesson } from './schema';
import { strings } from './strings';

/** A lesson is text; a file beyond this is something else. */
const LARGEST = 1_000_000;

export function LessonsPage() {
  const methods = useMethods();
  const { controller } = usePlayground();
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string>();
  const open = async (file: File) => {
    try {
      if (file.size > LARGEST) return setError(strings.notJson);
      let json: unknown;
      try {
        json = JSON.parse(await file.text());
      } catch {
        return setError(strings.notJson);
      }
      const lesson = readLesson(json, methods);
      keep(lesson);
      setError(undefined);
      controller.openLink(`#${linkOf(lesson, 0, methods)}`);
    } catch (problem) {
      setError(problem instanceof LessonError ? inLanguage(problem.told) : strings.notJson);
    }
  };
  return (
    <>
      <header className="page-head">
        <h2 tabIndex={-1} data-page-title>
          {strings.title}
        </h2>
        <p className="lead">{strings.text}</p>
      </header>
      <LessonCards list={lessons} />
      <section>
        <h3>{strings.own}</h3>
        <p>{strings.ownText}</p>
        <p>
          <button type="button" className="button" onClick={() => input.current?.click()}>
            {strings.open}
          </button>
        </p>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label={strings.open}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) void open(file);
          }}
        />
        {error && (
          <p className="note note-warn" role="alert">
            {error}
          </p>
        )}
      </section>
    </>
  );
}
