/** Words of the lesson player and of the list of lessons. Lessons themselves are files in src/lessons. */
import { catalogue } from '../language';
export const strings = catalogue('lesson', {
  lesson: 'Lesson',
  title: 'Lessons',
  text: 'Each lesson goes through the playground step by step: it sets the controls, points at what matters, and asks.',
  minutes: (n: number) => `${n} min`,
  steps: (n: number) => (n === 1 ? '1 step' : `${n} steps`),
  stepOf: (step: number, steps: number) => `Step ${step} of ${steps}`,
  back: 'Back',
  next: 'Next',
  done: 'Finish',
  leave: 'Leave the lesson',
  show: 'Take me there',
  restore: 'Set the controls again',
  quiz: 'Question',
  right: 'Right.',
  wrong: 'Not quite.',
  progress: 'Progress of the lesson',
  missing: (id: string) =>
    `The lesson “${id}” is not here. It may have been opened from a file: open that file again under Learn, Lessons.`,
  own: 'Your own lesson',
  ownText: 'A lesson is one JSON file. Write it in any editor, and open it here; nothing is uploaded.',
  open: 'Open a lesson file…',
  notJson: 'This file is not JSON: look for a missing comma or bracket.',
});
