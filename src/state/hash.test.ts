/** Links round-trip, and a broken one never breaks the page. */
import { describe, expect, it } from 'vitest';
import { methodById } from '../methods/registry';
import { addressed, decode, defaultsOf, encode, recommended, type MethodSchema } from './hash';
import { defaultSettings, opening, properties, propertyNames, validate } from './properties';

const lora: MethodSchema = {
  id: 'lora',
  hyperparameters: [
    { name: 'r', label: 'rank', description: '', kind: 'integer', default: 8, min: 1, max: 64 },
    {
      name: 'targets',
      label: '',
      description: '',
      kind: 'choices',
      default: ['q', 'v'],
      options: ['q', 'k', 'v', 'o'],
    },
    { name: 'bias', label: '', description: '', kind: 'flag', default: false },
    { name: 'steps', label: 'clashes with a property', description: '', kind: 'integer', default: 3, min: 1, max: 9 },
  ],
  defaults: { learningRate: 2e-3, weightDecay: 0, warmup: 0.1, schedule: 'linear', optimizer: 'adamw' },
};
const find = (id: string) => (id === 'lora' ? lora : undefined);

/** A small seeded generator, enough to spread test cases. */
function* numbers(seed: number): Generator<number> {
  for (let x = seed; ;) yield (x = (x * 48271) % 2147483647) / 2147483647;
}

describe('the link', () => {
  it('is left out for what the page opens with, which a link spells', () => {
    const first = decode('', find);
    expect(first.settings).toMatchObject(opening);
    const link = encode(first, lora);
    expect(link).toBe('model=tiny-encoder-decoder&dataset=numbers_de');
    expect(addressed(link, find)).toBe('');
    expect(decode(link, find)).toEqual(first);
  });

  it('without model and data means what it meant before the page opened with others', () => {
    const { settings } = decode('replay=off', find);
    expect(settings).toMatchObject({ model: 'tiny-encoder', dataset: 'fine_foods' });
    // An empty link of them would open with others.
    const plain = encode({ ...decode('', find), settings: { ...settings, replay: 'on' } }, lora);
    expect(plain).toBe('model=tiny-encoder');
    expect(addressed(plain, find)).toBe(plain);
  });

  it('takes the learning rate of the method, not a shared one', () => {
    expect(decode('', find).settings.learningRate).toBe(2e-3);
  });

  it("has QLoRA's clipping at 0.3, which does not stay when another method is chosen", () => {
    expect(recommended(methodById('qlora'), defaultSettings).clipNorm).toBe(0.3);
    expect(recommended(methodById('lora'), defaultSettings).clipNorm).toBe(1);
  });

  it('round-trips a thousand states', () => {
    const random = numbers(7);
    const next = () => random.next().value as number;
    for (let i = 0; i < 1000; i++) {
      const settings = Object.fromEntries(
        propertyNames.map((name) => {
          const p = properties[name];
          if (next() < 0.5) return [name, defaultSettings[name]];
          if (p.kind === 'choice') return [name, p.options[Math.floor(next() * p.options.length)]];
          if (p.kind === 'identifier' || p.kind === 'source')
            return [name, name === 'method' ? 'lora' : `id-${Math.floor(next() * 1e6)}`];
          if (p.kind === 'names')
            return [name, validate(p, ['r', 'seed', 'batchSize', 'hp.steps'].filter(() => next() < 0.5).join(','))];
          if (p.kind === 'words') return [name, next() < 0.5 ? '' : `a&b=${Math.floor(next() * 9)} {source}: #é`];
          if (p.kind === 'poison') return [name, '0.1,cf,great'];
          if (p.kind === 'matrix') return [name, 'a,b>c*2'];
          if (p.kind === 'pins') return [name, 'One & two\n猫\tneko\n'];
          return [name, validate(p, p.min + next() * (p.max - p.min))];
        }),
      ) as typeof defaultSettings;
      const hyperparameters = {
        ...defaultsOf(lora),
        r: 1 + Math.floor(next() * 64),
        bias: next() < 0.5,
        steps: 1 + Math.floor(next() * 9),
        targets: ['q', 'k'],
      };
      const link = encode({ settings, hyperparameters }, lora);
      expect(decode(`#${link}`, find)).toEqual({ settings, hyperparameters });
      expect(link.length).toBeLessThan(2000);
    }
  });

  it.each([
    ['#method=constructor&r=8'],
    ['#__proto__=1&constructor=2&method=__proto__'],
    ['#model=<script>alert(1)</script>&steps=1e999&r=NaN&targets=,,'],
    [`#method=${'x'.repeat(100_000)}`],
    ['#%E0%A4%A'],
  ])('survives %s', (link) => {
    const { settings, hyperparameters } = decode(link.slice(0, 200_000), find);
    expect(settings.method).toBe('lora');
    expect(settings.model).toBe('tiny-encoder');
    expect(settings.steps).toBe(300);
    expect(hyperparameters.r).toBe(8);
    expect(hyperparameters.targets).toEqual(['q', 'v']);
  });

  it('clamps numbers to their range', () => {
    const { settings, hyperparameters } = decode('#batchSize=100000&r=-5&learningRate=7', find);
    expect(settings.batchSize).toBe(64);
    expect(settings.learningRate).toBe(1);
    expect(hyperparameters.r).toBe(1);
  });
});
