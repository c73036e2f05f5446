/** Two LoRA adapters by their factors, as HF PEFT makes one of them (scripts/parity/weighted_adapters.py). */
import { expect, it } from 'vitest';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import { asFloat32, f32 } from '../onnx/tensor';
import type { Adapted } from '../training/adapted';
import { joinFactors, weighted } from './combine';

const [RANK, INPUTS, OUTPUTS] = [2, 4, 3];
const method = methodById('lora');
const wave = (count: number, first: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(first + i));

const adapter = (first: number, alpha: number, more: Readonly<Record<string, number | boolean>> = {}) =>
  ({
    recipe: { method, hyperparameters: resolveHyperparameters(method, { r: RANK, alpha, ...more }) },
    parameters: [
      { name: 'x.lora_A', shape: [RANK, INPUTS] },
      { name: 'x.lora_B', shape: [OUTPUTS, RANK] },
    ],
    values: new Map([
      ['x.lora_A', f32([RANK, INPUTS], wave(RANK * INPUTS, first))],
      ['x.lora_B', f32([OUTPUTS, RANK], wave(OUTPUTS * RANK, first + 0.5))],
    ]),
  }) as unknown as Adapted;

/** α / r · B A, (out, in) row by row. */
function updateOf({ values, recipe }: Adapted): Float32Array {
  const [a, b] = ['x.lora_A', 'x.lora_B'].map((name) => asFloat32(values.get(name)!));
  const scaling = Number(recipe.hyperparameters.alpha) / RANK;
  return Float32Array.from({ length: OUTPUTS * INPUTS }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < RANK; k++) sum += b![Math.floor(at / INPUTS) * RANK + k]! * a![k * INPUTS + (at % INPUTS)]!;
    return scaling * sum;
  });
}

const [one, other] = [adapter(1, 3), adapter(20, 5)];

it.each([
  [
    [0.7, 0.3],
    [
      1.311158, 2.713198, 1.620736, -0.961823, 2.005536, -0.546006, -2.595553, -2.25876, -2.980353, -2.25876, 0.539526,
      2.841775,
    ],
    [
      0.640956, 1.355473, 0.823774, -0.465299, 1.018622, -0.254745, -1.293901, -1.14345, -1.488749, -1.14345, 0.253131,
      1.416985,
    ],
  ],
  [
    [0.7, -0.3],
    [
      -0.067628, 0.215211, 0.300186, 0.109171, 0.314172, 0.158504, -0.142892, -0.312913, -0.193855, -0.347133,
      -0.181258, 0.151264,
    ],
    [
      -0.083461, 0.198101, 0.297531, 0.123412, 0.330005, 0.158504, -0.158725, -0.330023, -0.1912, -0.330023, -0.165425,
      0.151264,
    ],
  ],
])('weighted by %j: linear and cat are PEFT’s', (weights, linear, cat) => {
  updateOf(joinFactors([one, other], weights)).forEach((value, i) => expect(value).toBeCloseTo(linear[i]!, 5));
  weighted([updateOf(one), updateOf(other)], weights).forEach((value, i) => expect(value).toBeCloseTo(cat[i]!, 5));
});

it('refuses other ranks, other methods and DoRA', () => {
  expect(() => joinFactors([one, adapter(1, 3, { r: 4 })], [0.5, 0.5])).toThrow('the same rank; here it is 2 and 4');
  expect(() => joinFactors([one, adapter(1, 3, { dora: true })], [0.5, 0.5])).toThrow('LoRA without DoRA');
});
