/**
 * The lessons that come with the page: every JSON file in src/lessons, checked, in their order; in the page's language
 * where that one has them.
 */
import { methods } from '../contents';
import { translated } from '../learn/translated';
import { readLesson, type Lesson } from './schema';

const files = import.meta.glob<unknown>('../../lessons/*.json', { eager: true, import: 'default' });

/** Later ones replace earlier ones of the same id. */
const byId = new Map(
  [...Object.values(files), ...(translated?.lessons ?? [])]
    .map((file) => readLesson(file, methods))
    .map((lesson) => [lesson.id, lesson] as const),
);

export const lessons: readonly Lesson[] = [...byId.values()].sort(
  (a, b) => a.order - b.order || a.title.localeCompare(b.title),
);

/** Lessons opened from a file, for this visit. */
const opened = new Map<string, Lesson>();

export const lessonById = (id: string): Lesson | undefined =>
  opened.get(id) ?? lessons.find((lesson) => lesson.id === id);

/** Keeps a teacher's lesson while the page is open. Its links work only where the file has been opened too. */
export function keep(lesson: Lesson): void {
  opened.set(lesson.id, lesson);
}
