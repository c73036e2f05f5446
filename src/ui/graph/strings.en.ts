/** Words of the graph view. */
import type { GraphNode } from '../../worker/protocol';

export const english = {
  title: 'The ONNX graph',
  text:
    'This is all that runs: model, method, gradients and optimiser as one graph of ordinary ONNX operators. The ' +
    'method is a rewrite of it.',
  notBuilt: 'The graph exists once the model is loaded and the run is built. Nothing is trained by that.',
  build: 'Load the model',
  building: 'Loading…',
  reading: 'Reading the graph…',
  arranging: 'Arranging the nodes…',
  which: { label: 'Graph', textbook: 'As written down', running: 'As it runs' },
  whichText: {
    textbook: 'Every rule spelled out, before the passes that make it fast.',
    running: 'After the passes: the same function in fewer nodes.',
  },
  show: 'Show',
  kinds: {
    base: 'model (frozen)',
    input: 'inputs',
    trained: 'trained tensors',
    method: 'method',
    task: 'task and loss',
    gradient: 'gradients',
    optimizer: 'optimiser',
  } satisfies Record<GraphNode['kind'], string>,
  search: 'Search',
  searchHint: 'For example MatMul or lora_A',
  found: (count: string, shown: number, all: boolean) =>
    all ? `${count} found` : `${count} found, the first ${shown}:`,
  none: 'Nothing found.',
  canvas: (shown: string, all: string) =>
    `Drawing of ${shown} of ${all} nodes. Arrow keys move, plus and minus zoom, 0 shows all. Nodes can be ` +
    'reached by the search.',
  shown: (shown: string, all: string) => `${shown} of ${all} nodes`,
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Show all',
  node: 'Node',
  nothing: 'Choose a node in the drawing, or search for one.',
  facts: { op: 'Operator', kind: 'Part', name: 'Name', module: 'Module' },
  inputs: 'Reads',
  outputs: 'Makes',
  from: 'from',
  to: 'read by',
  frozen: 'frozen weight or constant',
  graphOutput: 'goes out of the graph',
  more: (count: number) => `and ${count} more`,
};
