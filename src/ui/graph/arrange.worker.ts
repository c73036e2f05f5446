/** Arranges one graph away from the page's thread. */
import type { GraphNode } from '../../worker/protocol';
import { arrange } from './arrange';

export interface ArrangeRequest {
  readonly nodes: readonly GraphNode[];
  readonly kinds: readonly GraphNode['kind'][];
}

self.onmessage = ({ data: { nodes, kinds } }: MessageEvent<ArrangeRequest>) => {
  self.postMessage({ arrangement: arrange(nodes, new Set(kinds)) });
};
