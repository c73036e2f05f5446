/** English for (IA)³. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: '(IA)³',
  subcategory: 'activation scaling',
  learn: {
    idea:
      'Put a volume knob on every feature of the keys, the values and the inner ' +
      'feed-forward activations. All knobs start at 1; training turns some up and some down.',
    where: 'A multiplication after key and value and in the middle of each feed-forward block.',
    inferenceCost: 'None after merging; three elementwise products a layer before.',
    pitfalls:
      'Weight decay would pull the knobs to 0 and silence features, so it is off. The ' +
      'learning rate must be large. With so few numbers it can underfit hard tasks.',
  },
  hyperparameters: {
    placement: {
      label: 'placement',
      description:
        'The paper scales keys, values and the inner feed-forward activation; ' +
        "HF PEFT's defaults catch one place more on BERT and the query on GPT-2. auto is the paper's, or PEFT's " +
        'where keys and values lie head by head in one matrix with the queries (GPT-NeoX, BLOOM, Falcon).',
    },
  },
  says: {
    mixed:
      'placement of ia3 is paper, but keys and values lie head by head in one matrix with the queries; choose ' +
      'peft, which scales all of it.',
  },
} satisfies MethodTexts;
