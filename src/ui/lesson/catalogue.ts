/** The lessons that come with the page: every JSON file in src/lessons, checked, in their order. */
import { methods } from '../../methods/registry';
import { readLesson, type Lesson } from './schema';

const files = import.meta.glob<unknown>('../../lessons/*.json', { eager: true, import: 'default' });

export const lessons: readonly Lesson[] = Object.values(files).map((file) => readLesson(file, methods)).sort((a, b) => a.order - b.order || a.title.localeCompare(b.title));

/** Lessons opened from a file, for this visit. */
const opened = new Map<string, Lesson>();

export const lessonById = (id: string): Lesson | undefined => opened.get(id) ?? lessons.find((lesson) => lesson.id === id);

/** Keeps a teacher's lesson while the page is open. Its links work only where the file has been opened too. */
export function keep(lesson: Lesson): void {
  opened.set(lesson.id, lesson);
}
