/** What the diagram shows adds up to the method's own closed form, for every method and several architectures. */
import { applicability } from '../../methods/applicability';
import { describe, expect, it } from 'vitest';
import { dimensionsOf } from '../../anatomy/dimensions';
import { defaultsOf } from '../../state/hash';
import { methods } from '../../methods/registry';
import { layoutOf } from './layout';
import { drawnScalars, placementOf } from './placement';

const models = {
  bert: dimensionsOf({
    model_type: 'bert',
    num_hidden_layers: 2,
    hidden_size: 128,
    num_attention_heads: 4,
    intermediate_size: 512,
    vocab_size: 8192,
    max_position_embeddings: 128,
  }),
  gpt2: dimensionsOf({ model_type: 'gpt2', n_layer: 4, n_embd: 192, n_head: 6, vocab_size: 4096, n_positions: 128 }),
  llama: dimensionsOf({
    model_type: 'llama',
    num_hidden_layers: 3,
    hidden_size: 64,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    intermediate_size: 160,
    vocab_size: 512,
  }),
};

describe.each(Object.entries(models))('placement on %s', (_, dimensions) => {
  it.each(methods.map((method) => [method.id, method] as const))(
    '%s: drawn scalars equal the formula',
    (id, method) => {
      const hp = defaultsOf(method);
      if (applicability(method, dimensions, hp)) return;
      expect(drawnScalars(placementOf(id, hp, dimensions))).toBe(method.count(dimensions, hp));
    },
  );

  it.each(methods.map((method) => [method.id, method] as const))(
    '%s: boxes lie inside, in order, without overlap',
    (id, method) => {
      const placement = placementOf(id, defaultsOf(method), dimensions);
      const layout = layoutOf(dimensions, placement);
      if (!applicability(method, dimensions, defaultsOf(method)))
        expect(
          layout.boxes
            .filter((box) => box.mark)
            .map((box) => box.place)
            .sort(),
        ).toEqual(Object.keys(placement.marks).sort());
      for (const box of layout.boxes) {
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(layout.width);
        expect(box.y + box.height).toBeLessThanOrEqual(layout.height);
        for (const other of layout.boxes) {
          if (other === box) continue;
          const apart =
            other.y >= box.y + box.height ||
            box.y >= other.y + other.height ||
            other.x >= box.x + box.width ||
            box.x >= other.x + other.width;
          expect(apart, `${box.place} and ${other.place}`).toBe(true);
        }
      }
    },
  );
});

describe('placement', () => {
  it('draws LoRA on the chosen sites only', () => {
    const { marks } = placementOf(
      'lora',
      { r: 4, alpha: 8, dropout: 0, targets: ['o', 'down'], rslora: false },
      models.bert,
    );
    expect(Object.keys(marks)).toEqual(['o', 'down']);
    expect(marks.down?.count).toBe(4 * (512 + 128));
  });
});
