/**
 * Two adapters of one model as one.
 *
 * By their updates: W + Σ wᵢ ΔWᵢ, which is what `add_weighted_adapter` of HF PEFT makes of LoRA with `cat`, exactly.
 * By their factors, as it does with `linear`: A = Σ ±√|wᵢ sᵢ| Aᵢ and B = Σ √|wᵢ sᵢ| Bᵢ, where sᵢ is the scaling α / r
 * and the sign that of wᵢ sᵢ. The latter has products of one's B with the other's A in it, and keeps the rank.
 */
import { MessageError } from '../messages/message';
import { flagOf, numberOf } from '../methods/hyperparameters';
import { scalingOf } from '../methods/reparameterised/lora';
import { asFloat32, f32, type Tensor } from '../onnx/tensor';
import type { Adapted } from '../training/adapted';
import { says } from './messages';

/** Σ wᵢ xᵢ of arrays of the same length. */
export function weighted(arrays: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const sum = new Float32Array(arrays[0]!.length);
  for (let i = 0; i < sum.length; i++) {
    let value = 0;
    for (const [k, array] of arrays.entries()) value += weights[k]! * array[i]!;
    sum[i] = value;
  }
  return sum;
}

/** One tensor of several adapters, weighted. */
export const weightedTensor = (adapters: readonly Adapted[], weights: readonly number[], name: string): Float32Array =>
  weighted(
    adapters.map(({ values }) => asFloat32(values.get(name)!)),
    weights,
  );

function check(adapters: readonly Adapted[]): void {
  const [one, other] = adapters.map(({ recipe }) => recipe);
  for (const { method, hyperparameters } of [one!, other!])
    if (method.id !== 'lora' || flagOf(hyperparameters, 'dora')) throw new MessageError(says.factorsOfLora);
  const [r, s] = [numberOf(one!.hyperparameters, 'r'), numberOf(other!.hyperparameters, 'r')];
  if (r !== s) throw new MessageError(says.factorsOfRank({ one: r, other: s }));
  if (adapters[0]!.parameters.some(({ name }) => !adapters[1]!.values.has(name)))
    throw new MessageError(says.factorsOfTargets);
}

/**
 * LoRA adapters of one rank and the same targets as one of that rank, by their factors; heads are averaged.
 * @throws MessageError where they are not such
 */
export function joinFactors(adapters: readonly Adapted[], weights: readonly number[]): Adapted {
  check(adapters);
  const [first] = adapters;
  const factors = adapters.map(({ recipe }, i) => weights[i]! * scalingOf(recipe.hyperparameters));
  const [forB, forA] = [
    factors.map((s) => Math.sqrt(Math.abs(s))),
    factors.map((s) => Math.sign(s) * Math.sqrt(Math.abs(s))),
  ];
  const values = new Map<string, Tensor>(
    first!.parameters.map(({ name, shape }) => [
      name,
      f32(
        shape,
        weightedTensor(adapters, name.endsWith('.lora_A') ? forA : name.endsWith('.lora_B') ? forB : weights, name),
      ),
    ]),
  );
  const { recipe } = first!;
  // Their scalings are in the factors.
  const hyperparameters = { ...recipe.hyperparameters, alpha: numberOf(recipe.hyperparameters, 'r'), rslora: false };
  return { ...first!, recipe: { ...recipe, hyperparameters }, values };
}
