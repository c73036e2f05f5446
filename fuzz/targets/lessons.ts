/** Lessons: JSON that teachers write by hand. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MessageError, foreign } from '../../src/messages/message';
import { methods } from '../../src/methods/registry';
import { linkOf, readLesson } from '../../src/ui/lesson/schema';
import { fileOf, root } from '../files';
import { mutateJson, type Json } from '../mutate/json';
import { textOf, utf8, type Files, type Target } from '../target';

const FILE = 'lesson.json';

export const lessons: Target = {
  name: 'lessons',
  samples: () =>
    readdirSync(join(root, 'src/lessons'))
      .filter((name) => name.endsWith('.json'))
      .map((name): Files => ({ [FILE]: fileOf(`src/lessons/${name}`) })),
  mutate: (files, draw) => ({
    [FILE]: utf8(JSON.stringify(mutateJson(JSON.parse(textOf(files[FILE])) as Json, draw)) ?? 'null'),
  }),
  read(files) {
    const lesson = readLesson(JSON.parse(textOf(files[FILE])), methods);
    const links = lesson.steps.map((_, index) => linkOf(lesson, index, methods));
    if (links.some((link) => /undefined|\[object/.test(link))) throw new MessageError(foreign('undefined in a link'));
    return links;
  },
};
