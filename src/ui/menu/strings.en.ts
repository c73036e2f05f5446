/** English for the menu of methods. */
import type { Touch, Trait } from '../../methods/facts';

export const english = {
  title: 'Choose a method',
  keys: 'Type to search, arrow keys move, Enter chooses, Escape closes.',
  search: 'Search methods',
  searchHint: 'Name, author, what it does…',
  list: 'Methods',
  filters: 'Filters',
  traits: {
    mergeable: 'Mergeable',
    noExtraCost: 'No extra cost at inference',
    peft: 'PEFT loads it',
    onePhase: 'One phase',
  } satisfies Record<Trait, string>,
  grouping: 'Group by',
  groupings: { category: 'Category', touches: 'What it touches' },
  /** Headings of groups, and what they mean. */
  touches: {
    weights: { name: 'Weights', text: 'a change is learned beside them' },
    activations: { name: 'Activations', text: 'something is put between or beside the layers' },
    input: { name: 'Input', text: 'learned vectors stand in front of the text' },
    selection: { name: "The model's own parameters", text: 'a selection of them is trained itself' },
  } satisfies Record<Touch, { readonly name: string; readonly text: string }>,
  nothing: 'Nothing inside the model',
  /** In a method's line. */
  touched: {
    weights: 'weights',
    activations: 'activations',
    input: 'input',
    selection: 'own parameters',
  } satisfies Record<Touch, string>,
  head: 'head only',
  facts: {
    mergeable: 'mergeable',
    noCost: 'no extra cost',
    cost: 'extra cost at inference',
    peft: 'PEFT',
    phases: 'several phases',
  },
  /** Above the counts. */
  column: 'trained numbers',
  count: (count: string, share: string) => `${count} trained numbers, ${share}`,
  of: (shown: number, all: number) => (shown === all ? `${all} methods` : `${shown} of ${all} methods`),
  none: 'No method fits.',
  reset: 'Clear search and filters',
};
