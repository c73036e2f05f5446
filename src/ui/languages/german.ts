/** German for all that the page itself shows, in one chunk that only German pages load. */
import type { Catalogues } from './catalogues';
import { boards } from './german/boards';
import { closer } from './german/closer';
import { present } from './german/present';
import { start } from './german/start';
import { cloud } from './german/cloud';
import { compare } from './german/compare';
import { graph } from './german/graph';
import { help } from './german/help';
import { hub } from './german/hub';
import { inspector } from './german/inspector';
import { learn } from './german/learn';
import { lesson } from './german/lesson';
import { menu } from './german/menu';
import { teach } from './german/teach';
import { messages } from './german/messages';
import { datasets, methods, models } from './german/methods';
import { mistakes } from './german/mistakes';
import { page } from './german/page';
import { play } from './german/play';
import { resume } from './german/resume';
import { scale } from './german/scale';
import { sentence } from './german/sentence';
import { settings } from './german/settings';
import { share } from './german/share';
import { show } from './german/show';
import { update } from './german/update';

export const german: Catalogues = {
  page,
  boards,
  compare,
  learn,
  lesson,
  resume,
  scale,
  sentence,
  settings,
  share,
  show,
  help,
  hub,
  inspector,
  graph,
  menu,
  play,
  update,
  teach,
  closer,
  present,
  start,
  cloud,
  mistakes,
  messages,
  methods,
  models,
  datasets,
};
