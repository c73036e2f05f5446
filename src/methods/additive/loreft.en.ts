/** English for LoReFT. */
import { rank } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LoReFT',
  subcategory: 'representation editing',
  learn: {
    idea:
      'Leave all weights alone and edit what the model thinks: behind each layer, at the first and the last position ' +
      'of the text only, a few directions of the hidden state are read, and overwritten with what a small linear map ' +
      'makes of the state. Training finds the directions, which stay at right angles to each other, and the map.',
    where: 'On top of every layer, at a few positions; all other positions pass unchanged.',
    inferenceCost: 'Two thin products a layer, at the chosen positions alone.',
    pitfalls:
      'It presumes a text with a beginning and an end, so it is not offered where a text is continued. In a decoder ' +
      'the first positions see nothing of the text; the last ones do. The paper chooses the layers too; ' +
      'here it is all of them. Of an encoder–decoder the encoder’s states are edited.',
  },
  hyperparameters: {
    r: { ...rank, description: 'How many directions of a hidden state are read and overwritten.' },
    first: { label: 'first positions', description: 'How many positions at the beginning of the text are edited.' },
    last: { label: 'last positions', description: 'How many positions at the end of the text are edited.' },
    share_weights: {
      label: 'one edit for both',
      description: 'First and last positions share one edit a layer; otherwise each kind has its own.',
    },
    dropout: { label: 'dropout p', description: 'Share of an edited state that is zeroed at random while training.' },
  },
  merge: 'It changes hidden states at a few positions, and weights act on all of them alike; it stays in the model.',
  noScript: 'It edits weights and inputs, no single states. The authors’ library pyreft trains this one.',
  says: {
    tooWide: ({ r, hidden, most }: { r: string; hidden: string; most: string }) =>
      `r of loreft is ${r}, but hidden states have ${hidden} numbers, of which some should stay; choose r from 1 ` +
      `to ${most}.`,
    nowhere: 'loreft edits no position, since first and last are both 0. Set one of them to 1 or more.',
  },
} satisfies MethodTexts;
