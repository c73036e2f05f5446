/** English for OFT. */
import { noneAfterMerging, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'OFT',
  subcategory: 'orthogonal transformation',
  learn: {
    idea:
      'Turn what a weight matrix reads instead of adding to the matrix. Neighbouring inputs form blocks, and each ' +
      'block has a rotation of its own, made of a trained skew-symmetric matrix. A rotation keeps lengths and ' +
      'angles, so how the neurons lie to each other, which holds pretrained knowledge, stays as it was.',
    where: 'Before the query and value matrices of every layer: what they read is turned, block by block.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The block size must divide the inputs of every target; larger blocks can mix more inputs and have more ' +
      'numbers. The series that saves the inverse is a rotation for small angles only: with a large learning rate ' +
      'lengths change. Before merging each step costs a second product with the whole matrix.',
  },
  hyperparameters: {
    oft_block_size: { label: 'block size b', description: 'How many neighbouring inputs are turned together.' },
    block_share: { label: 'one rotation for all', description: 'All blocks of a matrix share one rotation.' },
    use_cayley_neumann: {
      label: 'series, no inverse',
      description: 'Takes the first terms of a series for the rotation; otherwise an inverse makes it exact.',
    },
    num_cayley_neumann_terms: {
      label: 'terms k',
      description: 'How many terms of the series are taken; more of them come nearer to a rotation.',
    },
    coft: {
      label: 'bounded (COFT)',
      description: 'Keeps every rotation near the identity: its skew-symmetric matrix is cut to length ε / √n.',
    },
    eps: {
      label: 'bound ε',
      description: "How far a bounded rotation may go. HF PEFT's 0.00006 hardly lets a small model move.",
    },
    targets,
  },
} satisfies MethodTexts;
