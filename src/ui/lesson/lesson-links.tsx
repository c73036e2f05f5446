/** Links that start lessons. */
import type { MouseEvent } from 'react';
import { useMethods, usePlay, usePlayground } from '../context';
import { plainClick } from '../learn/page-link';
import { lessons } from './catalogue';
import { linkOf, type Lesson } from './schema';
import { strings } from './strings';

/** Sets the playground as the lesson wants it, and opens its first step. */
export function LessonLink({ lesson, className }: { readonly lesson: Lesson; readonly className?: string }) {
  const methods = useMethods();
  const { controller } = usePlayground();
  const large = usePlay((state) => state.settings.large);
  const hash = linkOf(lesson, 0, methods, large);
  const go = (event: MouseEvent) => {
    if (!plainClick(event)) return;
    event.preventDefault();
    controller.openLink(`#${hash}`);
    window.scrollTo({ top: 0 });
  };
  return (
    <a className={className} href={`#${hash}`} onClick={go}>
      {lesson.title}
    </a>
  );
}

export function LessonCards({ list }: { readonly list: readonly Lesson[] }) {
  return (
    <div className="cards cards-large">
      {list.map((lesson) => (
        <section key={lesson.id} className={`category-card tint-${lesson.about[0] ?? ''}`}>
          <h3>
            <LessonLink lesson={lesson} />
          </h3>
          <p>{lesson.summary}</p>
          <p className="note">
            {strings.steps(lesson.steps.length)}, {strings.minutes(lesson.minutes)}
          </p>
        </section>
      ))}
    </div>
  );
}

/** Lessons about a method or a category; all of them without one. */
export function LessonLinks({ about, title }: { readonly about?: string; readonly title: string }) {
  const list = lessons.filter((lesson) => about === undefined || lesson.about.includes(about));
  if (list.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <LessonCards list={list} />
    </section>
  );
}
