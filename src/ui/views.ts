/** The views of the page, in the order of the navigation. Adding one is its folder and one line here. */
import type { ComponentType } from 'react';
import type { Settings } from '../state/properties';
import { strings } from './strings';

export type ViewId = Settings['view'];

export interface View {
  readonly id: ViewId;
  readonly label: string;
  /** Loads the view when it is first opened. The playground itself comes with the page and has none. */
  readonly load?: () => Promise<{ readonly default: ComponentType }>;
}

export const views: readonly View[] = [
  {
    id: 'play',
    get label() {
      return strings.views.play;
    },
  },
  {
    id: 'compare',
    get label() {
      return strings.views.compare;
    },
    load: () => import('./compare/compare'),
  },
  {
    id: 'boards',
    get label() {
      return strings.views.boards;
    },
    load: () => import('./boards/boards'),
  },
  {
    id: 'learn',
    get label() {
      return strings.views.learn;
    },
    load: () => import('./learn/learn'),
  },
  {
    id: 'scale',
    get label() {
      return strings.views.scale;
    },
    load: () => import('./scale/scale'),
  },
  {
    id: 'graph',
    get label() {
      return strings.views.graph;
    },
    load: () => import('./graph/graph'),
  },
];

/** The open view; a link may name one that this version does not have. */
export const viewOf = (id: ViewId): View => views.find((view) => view.id === id) ?? views[0]!;
