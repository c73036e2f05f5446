/** English for AutoPEFT. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'AutoPEFT',
  subcategory: 'automatic combination',
  learn: {
    idea:
      'Which module, how large, in which layers? Instead of guessing, try: train ' +
      'many small configurations for a moment, keep those that no other beats in ' +
      'both size and quality, and vary them. The best one is then trained properly.',
    where:
      'In the layers that the search has chosen: a block behind the ' +
      'feed-forward block, one beside it, rows before keys and values.',
    inferenceCost: 'That of the modules that were chosen, in the layers that were chosen.',
    pitfalls:
      'A short try says little about a long training: small differences between tries ' +
      'are noise. The tries use up steps that the chosen configuration then lacks.',
  },
  hyperparameters: {
    search: { label: 'search', description: 'Find sizes and layers by trying; otherwise those below are used.' },
    trials: { label: 'tries', description: 'How many configurations are tried.' },
    search_share: {
      label: 'share of the steps',
      description: 'Part of the steps that goes to the tries; the rest trains the chosen configuration.',
    },
    budget: {
      label: 'largest size in %',
      description: 'No configuration has more trained numbers than this share of the model.',
    },
    serial: {
      label: 'serial adapter',
      description: 'Width of the adapter behind the feed-forward block; 0: none. The search starts here.',
    },
    parallel: {
      label: 'parallel adapter',
      description: 'Width of the adapter beside the feed-forward block; 0: none.',
    },
    prefix: { label: 'prefix length', description: "Learned keys and values in front of each layer's own; 0: none." },
    layers: { label: 'layers', description: 'Which layers get modules, counted from 1.' },
  },
  merge:
    'Adapters have a non-linearity in the middle and a prefix adds ' +
    'keys and values, so nothing can be folded into the weights.',
  noScript: 'It does not search for what to train, and lacks the adapters that the search is about.',
  says: {
    tooWide: ({ knob, width, hidden }: { knob: string; width: string; hidden: string }) =>
      `${knob} of autopeft is ${width}, wider than the model's hidden size; a bottleneck is from 1 to ${hidden}, ` +
      'and 0 is none.',
    noSuchLayer: ({ layer, layers }: { layer: string; layers: string }) =>
      `layers of autopeft names layer ${layer}, but the model has ${layers}; choose all, or from 1 to ${layers}.`,
    nothing: 'serial, parallel and prefix of autopeft are all 0, so nothing would be trained; give one of them a size.',
    trainGiven: 'Train the given configuration',
    sizes: ({
      serial,
      parallel,
      prefix,
      layers,
    }: {
      serial: string;
      parallel: string;
      prefix: string;
      layers: string;
    }) => `serial ${serial}, parallel ${parallel}, prefix ${prefix}, layers ${layers}`,
    all: 'all',
    try: ({ sizes }: { sizes: string }) => `Try ${sizes}`,
    train: ({ sizes }: { sizes: string }) => `Train ${sizes}`,
    tried: ({ sizes, count, result }: { sizes: string; count: string; result: string }) =>
      `${sizes}: ${count} numbers, ${result}.`,
    chosen: ({ before, result, front, tries }: { before: string; result: string; front: string; tries: string }) =>
      `${before} after the short try, ${result} now; ${front} of ${tries} tries were on the Pareto front.`,
  },
} satisfies MethodTexts;
