/** German for the Learn view and the lessons, in a chunk that comes with them. */
import type { LearningTexts } from './contents';
import { categories } from './german/categories';
import { glossary } from './german/glossary';

const lessons = import.meta.glob<unknown>('../../lessons/de/*.json', { eager: true, import: 'default' });

export const learning: LearningTexts = { glossary, categories, lessons: Object.values(lessons) };
