/**
 * The survey's five categories in its own terms (arXiv 2312.12148, section 3), told for a reader who meets them first;
 * and the baselines that it compares with.
 */
import type { Category } from '../../methods/contract';
import { translated } from './translated';

export interface CategoryText {
  readonly id: Category;
  /** As the survey calls it. */
  readonly name: string;
  readonly idea: string;
  /** LaTeX. */
  readonly formula: string;
  readonly formulaText: string;
  /** Kinds within the category, in the survey's words. */
  readonly kinds: readonly { readonly name: string; readonly text: string }[];
  readonly strengths: string;
  readonly limits: string;
}

const english: readonly CategoryText[] = [
  {
    id: 'additive',
    name: 'Additive fine-tuning',
    idea:
      'Leave the pretrained weights alone and add something new that is trained: small networks inside the ' +
      'layers, vectors in front of the text, or scales on activations. Only what was added learns.',
    formula:
      String.raw`f(x;\, \theta_0, \phi), \qquad \theta_0 \text{ frozen}, \quad \phi \text{ new and ` +
      String.raw`trained}, \quad |\phi| \ll |\theta_0|`,
    formulaText: 'The model gets new parameters φ beside its own θ₀; only φ is trained.',
    kinds: [
      {
        name: 'Adapter-based',
        text:
          'A small bottleneck network is put into each layer, behind or beside attention and the feed-forward ' +
          'block.',
      },
      {
        name: 'Soft prompt-based',
        text:
          "Learned vectors stand in front of the text (prompt tuning) or in front of every layer's keys and " +
          'values (prefix tuning).',
      },
      {
        name: 'Others',
        text:
          'Scales on activations, vectors added to special tokens, a ladder of small layers at the side of the ' +
          'model.',
      },
    ],
    strengths: 'The pretrained weights are never touched, so one copy serves many tasks, each with its own small file.',
    limits:
      'What was added is still there when the model is used: adapters are extra work in each layer, prompts ' +
      'make every text longer. As a rule it cannot be merged away.',
  },
  {
    id: 'partial',
    name: 'Partial fine-tuning',
    idea:
      'Add nothing. Train a chosen part of the pretrained weights and keep the rest as it is. The question is ' +
      'which part: the biases, the weights that matter most, or a mask over the weights.',
    formula:
      String.raw`\theta = \theta_0 + m \odot \delta, \qquad m \in \{0, 1\}^{|\theta|}, \quad \lVert m ` +
      String.raw`\rVert_0 \ll |\theta|`,
    formulaText: 'A mask m says which of the pretrained weights may move by δ.',
    kinds: [
      { name: 'Bias update', text: 'Only the bias vectors move (BitFit), or the biases that a search finds worth it.' },
      {
        name: 'Pretrained weight masking',
        text: 'A binary mask is put on the pretrained weights, chosen by a threshold or by Fisher information.',
      },
      {
        name: 'Delta weight masking',
        text: 'The change of the weights is masked: most changes are set to zero, the largest ones stay.',
      },
    ],
    strengths:
      'The model keeps its shape and speed. What was learned is a sparse difference, which can be added in and ' +
      'taken out.',
    limits:
      'Choosing the mask can cost as much as full fine-tuning, and some methods need the memory of full ' +
      'fine-tuning while they choose.',
  },
  {
    id: 'reparameterised',
    name: 'Reparameterised fine-tuning',
    idea:
      'Write the change of a big matrix with few numbers, as a product of thin matrices. Train those. At the end ' +
      'multiply them out and add the result to the pretrained matrix.',
    formula:
      String.raw`W = W_0 + \Delta W, \qquad \Delta W = B A, \quad B \in \mathbb{R}^{d \times r},\; A \in ` +
      String.raw`\mathbb{R}^{r \times k},\; r \ll \min(d, k)`,
    formulaText: 'The update ΔW has low rank r, so it has r(d + k) numbers instead of d · k.',
    kinds: [
      {
        name: 'Low-rank decomposition',
        text:
          'The update is a product of two thin matrices (LoRA) or another structured product, such as a ' +
          'Kronecker product.',
      },
      {
        name: 'LoRA derivatives',
        text:
          'Methods that adjust the rank while training, update the frozen weights by way of LoRA, quantise the ' +
          'frozen weights, or join LoRAs of several tasks.',
      },
    ],
    strengths:
      'Nothing is left behind: after merging the model is as fast as before. Swapping the task means swapping ' +
      'a small matrix product.',
    limits: 'The update can only have rank r. Rank, scale and the matrices to change have to be chosen.',
  },
  {
    id: 'hybrid',
    name: 'Hybrid fine-tuning',
    idea:
      'Different methods suit different places. Put several together, by hand or by a search, so that each does ' +
      'what it is good at.',
    formula: String.raw`f(x;\, \theta_0, \phi_{\text{adapter}}, \phi_{\text{prefix}}, \phi_{\text{LoRA}}, \dots)`,
    formulaText: 'Several sets of new parameters are trained together.',
    kinds: [
      {
        name: 'Manual combination',
        text:
          'People choose the parts, for example a prefix at attention and an adapter beside the feed-forward ' +
          'block (MAM adapter).',
      },
      { name: 'Automatic combination', text: 'A search over parts, places and sizes finds the combination.' },
    ],
    strengths: 'Often the best result for a given number of trained parameters.',
    limits: 'More knobs to set and more parts to keep. A search costs many training runs.',
  },
  {
    id: 'unified',
    name: 'Unified fine-tuning',
    idea:
      'One framework that covers adapters, prompts and low-rank updates alike, and improves any of them: by ' +
      'mixing several copies, by pruning, or by sharing one module over all layers. Unlike hybrid methods it ' +
      'does not combine kinds; it treats one kind in a uniform way.',
    formula: String.raw`\phi_\ell = m_\ell \odot \phi, \qquad \ell = 1, \dots, L`,
    formulaText: 'For example one shared module φ that every layer ℓ cuts to its own with a mask.',
    kinds: [
      {
        name: 'Unified',
        text:
          'Mixtures of modules that are averaged in the end (AdaMix), pruned modules (SparseAdapter), one shared ' +
          'module with a mask for each layer (ProPETL).',
      },
    ],
    strengths:
      'One recipe works for several kinds of module, and often needs fewer stored numbers than the kind alone.',
    limits: 'Training can need more numbers than what is kept in the end: count both.',
  },
  {
    id: 'baseline',
    name: 'Baselines',
    idea: 'What every method is measured against: training everything, and training nothing but the head.',
    formula:
      String.raw`\text{full: } \theta \text{ all trained} \qquad \text{head only: } \theta_0 \text{ ` +
      String.raw`frozen, } \hat{y} = g(h_{\theta_0}(x))`,
    formulaText: 'Full fine-tuning moves all weights; the linear probe moves only the classifier on top.',
    kinds: [],
    strengths: 'Full fine-tuning is the most flexible, the linear probe the cheapest.',
    limits:
      'Full fine-tuning stores a whole model for each task; the linear probe can only use what the frozen ' +
      'features tell apart already.',
  },
];

export const categories = english.map((category): CategoryText => ({
  ...category,
  ...translated?.categories[category.id],
}));

/** In the order of the survey; baselines last. */
export const categoryOf = (id: string): CategoryText | undefined => categories.find((category) => category.id === id);
