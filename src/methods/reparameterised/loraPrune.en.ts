/** English for LoRAPrune. */
import { allTargets, alpha, dropout, rank } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LoRAPrune',
  subcategory: 'LoRA derivatives: LoRA-guided weight update',
  learn: {
    idea:
      'While LoRA adapts the model, its two small matrices also tell how much each head and ' +
      'each feed-forward channel matters, without a gradient for the big matrices. The least ' +
      'useful ones are switched off a few at a time, and LoRA repairs what their loss breaks.',
    where: 'A thin detour beside every linear layer; heads and the middle of the feed-forward block lose parts.',
    inferenceCost: 'Less than the base model once pruned parts are cut out; here they are masked, which saves no time.',
    pitfalls:
      'Pruning half of a small model costs accuracy. Merging writes ' +
      'zeros for what was pruned; it does not make the matrices smaller. Of a model with fewer than four layers ' +
      'all are pruned; of others the first tenth and the last stay whole.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets: allTargets,
    ratio: { label: 'share pruned', description: 'Share of the heads and of the channels in each layer that go.' },
    start: { label: 'pruning begins', description: 'Share of the run before the first groups go.' },
    end: { label: 'pruning ends', description: 'Share of the run by which all of them are gone.' },
    interval: { label: 'interval', description: 'Steps between two rounds of pruning.' },
  },
  noScript: 'It would train plain LoRA, and leave the model as large as it is.',
  says: {
    packedGate:
      'loraprune counts the channels of the feed-forward block by the columns of its up projection, and in this ' +
      'model these hold the gate too. Choose another method, such as lora.',
    noSteps: 'end of loraprune must be larger than start, so that there are steps in which groups go.',
    heads: ({ left }: { left: string }) => `heads ${left}`,
    channels: ({ left }: { left: string }) => `channels ${left}`,
    left: ({ layers, groups }: { layers: string; groups: string }) => `What is left in layers ${layers}: ${groups}.`,
  },
} satisfies MethodTexts;
