/**
 * PASTA, special token adaptation (Yang, Huang, Zhou, Chen 2023): change the hidden states of the special tokens only.
 *
 *   x_i ← x_i + e_p^{(ℓ)}  at the entry of layer ℓ, if token i is the p-th special token of the sequence
 *
 * The playground feeds single sentences, so that there are two: [CLS] first, [SEP] last. No token is added.
 */
import { i32 } from '../../onnx/tensor';
import { defineMethod } from '../define';
import { inEachExecution } from '../tensors';
import { headedTasks } from '../taskId';
import { texts } from './pasta.en';

/** Special tokens of one sentence. */
const specials = 2;

const vectorsName = (position: number) => `layer.${position}.special`;

export const pasta = defineMethod({
  id: 'pasta',
  texts,
  category: 'additive',
  paper: {
    title: 'Parameter-Efficient Tuning with Special Token Adaptation',
    authors: 'Yang, Huang, Zhou, Chen',
    year: 2023,
    venue: 'EACL',
    url: 'https://arxiv.org/abs/2210.04382',
  },
  hyperparameters: [],
  defaults: { learningRate: 5e-2, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder'],
  tasks: headedTasks,

  declare: (d) =>
    inEachExecution(d, (layer, position) => [
      {
        name: vectorsName(position),
        shape: [specials, d.hidden],
        treatment: 'new',
        init: { kind: 'normal', std: 0.02 },
        layer,
        places: ['entry'],
        change: 'module',
        decay: false,
      },
    ]),

  apply(context) {
    const { builder: g, anatomy, batch, sequence: T } = context;
    const positions = g.initializer(
      'positions',
      i32(
        [1, T],
        Array.from({ length: T }, (_, i) => i),
      ),
    );
    const mask = anatomy.inputs.mask;
    // Texts are padded on the right, so the last real token is the closing special one.
    const last = mask
      ? g.cast(g.sub(g.reduceSum(g.cast(mask, 'float32'), [1], true), g.scalar(1)), 'int32')
      : g.intScalar(T - 1);
    const at = (where: string) =>
      g.reshape(g.expand(g.cast(g.equal(positions, where), 'float32'), [batch, T]), [batch, T, 1]);
    const which = g.concat([at(g.intScalar(0)), at(last)], 2);
    for (const [position, { input }] of anatomy.layers.entries()) {
      const e = context.tensor(vectorsName(position));
      g.scope(`pasta.layer.${position}`, () => g.wrap(input, (x) => g.add(x, g.matmul(which, e))));
    }
  },

  identityAtInit: false,

  formula:
    String.raw`x_i \leftarrow x_i + e^{(\ell)}_{p} \quad \text{if token } i \text{ is the } p\text{-th ` +
    String.raw`special token}`,
  countFormula: String.raw`2 L d`,
});
