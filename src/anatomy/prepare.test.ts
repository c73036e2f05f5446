import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { loadFixture } from '../../test/methodCases';
import { int, ints, type Graph, type Input, type Node } from '../onnx/graph';
import { inputRoles } from '../onnx/inputs';
import { f32, i32, i64, numbersOf } from '../onnx/tensor';
import { positionRule } from './positions';
import { prepareBase } from './prepare';

const ROBERTA = loadFixture('roberta-torchscript');
/** Computed positions of that file: the value that its position table is read with. */
const COMPUTED = '/embeddings/Add_output_0';

/** The same model, exported with the positions as an input. */
function withPositionInput(name = 'position_ids'): Graph {
  const graph = ROBERTA.graph.clone();
  for (const node of graph.nodes) node.inputs = node.inputs.map((value) => (value === COMPUTED ? name : value));
  graph.inputs.push({ name, dtype: 'int64', dims: ['batch', 'sequence'] });
  graph.prune();
  return graph;
}

const [rows, mask] = [ROBERTA.expected.inputs.input_ids!, ROBERTA.expected.inputs.attention_mask!];
const size = { batch: rows.length, sequence: rows[0]!.length };
const feeds = {
  input_ids: i32([size.batch, size.sequence], rows.flat()),
  attention_mask: i32([size.batch, size.sequence], mask.flat()),
};
/** Largest difference to what PyTorch answers, padding left out. */
async function difference(graph: Graph): Promise<number> {
  const got = numbersOf(Object.values(await evaluate(graph, feeds))[0]!);
  const wanted = (ROBERTA.expected.outputs.last_hidden_state as number[][][]).flat(2);
  const width = got.length / mask.flat().length;
  return Math.max(...got.map((x, i) => (mask.flat()[Math.floor(i / width)] ? Math.abs(x - wanted[i]!) : 0)));
}

describe('positions that are an input', () => {
  it("start behind the padding index in RoBERTa's family", async () => {
    const { graph } = prepareBase({ graph: withPositionInput(), config: ROBERTA.config }, size);
    expect(graph.inputs.map(({ name }) => name)).toEqual(['input_ids', 'attention_mask']);
    expect(await difference(graph)).toBeLessThan(2e-5);
  });

  it('start at 0 in others, which gives other numbers', async () => {
    const { graph } = prepareBase(
      { graph: withPositionInput(), config: { ...ROBERTA.config, model_type: 'bert' } },
      size,
    );
    expect(await difference(graph)).toBeGreaterThan(0.01);
  });

  it('are said to be doubtful where no configuration tells the family', () => {
    const { anatomy } = prepareBase({ graph: withPositionInput() }, size);
    expect(anatomy.missing.map(({ part }) => part)).toContain('positions');
    const told = prepareBase({ graph: withPositionInput(), config: ROBERTA.config }, size);
    expect(told.anatomy.missing).toEqual([]);
  });

  it('leave fewer places in the table by where they start', () => {
    for (const model_type of ['roberta', 'mpnet', 'longformer', 'nystromformer']) {
      const { anatomy } = prepareBase({ graph: withPositionInput(), config: { ...ROBERTA.config, model_type } }, size);
      expect(anatomy.dimensions.maxPositions).toBe(38);
    }
  });

  it.each([
    [{ model_type: 'bert', pad_token_id: 0 }, { start: 0 }],
    [{ model_type: 'gpt2' }, { start: 0 }],
    [undefined, { start: 0 }],
    [
      { model_type: 'roberta', pad_token_id: 1 },
      { start: 2, padding: 1 },
    ],
    [{ model_type: 'xlm-roberta' }, { start: 2, padding: 1 }],
    [
      { model_type: 'camembert', pad_token_id: 5 },
      { start: 6, padding: 5 },
    ],
    [
      { model_type: 'mpnet', pad_token_id: 0 },
      { start: 2, padding: 1 },
    ],
    [{ model_type: 'nystromformer', pad_token_id: 1 }, { start: 2 }],
  ])('are counted by the rule of %j', (config, rule) => {
    expect(positionRule(config)).toEqual(rule);
  });
});

describe('a file without a mask input', () => {
  /** Every word is seen: the mask is computed from the ids. */
  const maskless = (name: string) => {
    const fixture = loadFixture(name);
    const graph = fixture.graph.clone();
    graph.inputs = graph.inputs.filter((given) => given.name !== 'attention_mask');
    graph.initializers.set('floor', i64([], [-1]));
    const node = { domain: '', role: 'base' as const };
    graph.nodes.unshift(
      { ...node, name: 'seen', op: 'Greater', inputs: ['input_ids', 'floor'], outputs: ['seen'], attributes: {} },
      { ...node, name: 'cast', op: 'Cast', inputs: ['seen'], outputs: ['attention_mask'], attributes: { to: int(7) } },
    );
    return { fixture, ...prepareBase({ graph, config: fixture.config }, { batch: 2, sequence: 7 }) };
  };

  it('is read like any other where it is causal, since padding on the right is never seen', async () => {
    const { fixture, graph, anatomy } = maskless('gpt2-torchscript');
    const { mask } = anatomy.inputs;
    expect(graph.inputs.map(({ name }) => name)).toEqual(['input_ids', mask]);
    expect(anatomy.missing).toEqual([]);
    const { input_ids: given, attention_mask: text } = fixture.expected.inputs;
    const pruned = graph.clone();
    pruned.inputs = pruned.inputs.filter(({ name }) => name !== mask);
    const got = numbersOf((await evaluate(pruned, { input_ids: i32([2, 7], given!.flat()) })).logits!);
    const wanted = (fixture.expected.outputs.logits as number[][][]).flat(2);
    const width = got.length / 14;
    const errors = got.map((x, i) => (text!.flat()[Math.floor(i / width)] ? Math.abs(x - wanted[i]!) : 0));
    expect(Math.max(...errors)).toBeLessThan(2e-5);
  });

  it('says that an encoder would read the padding', () => {
    const { anatomy } = maskless('bert-torchscript');
    expect(anatomy.inputs.mask).toBeUndefined();
    expect(anatomy.missing.map(({ part }) => part)).toContain('attention_mask');
  });
});

describe('inputs by meaning', () => {
  const input = (
    name: string,
    dtype: Input['dtype'] = 'int64',
    dims: Input['dims'] = ['batch', 'sequence'],
  ): Input => ({
    name,
    dtype,
    dims,
  });

  it('knows what exporters call them', () => {
    const roles = inputRoles([
      input('input_ids'),
      input('attention_mask'),
      input('segment_ids'),
      input('position_ids'),
      input('past_key_values.0.key', 'float32', ['batch', 2, 'past', 8]),
      input('use_cache_branch', 'bool', [1]),
      input('num_logits_to_keep', 'int64', []),
      input('global_attention_mask'),
    ]);
    expect([...roles.values()]).toEqual([
      'ids',
      'mask',
      'tokenTypes',
      'positions',
      'past',
      'useCache',
      'zeros',
      'zeros',
    ]);
  });

  it('takes the only other matrix of whole numbers for the ids', () => {
    expect(inputRoles([input('idx')]).get('idx')).toBe('ids');
    expect(inputRoles([input('a'), input('b')]).size).toBe(0);
  });

  /** The fixture, in which `name` is added to the hidden states. */
  const reading = (extra: Input): Graph => {
    const graph = ROBERTA.graph.clone();
    const [output] = graph.outputs as [string];
    const last = graph.nodes.find((node) => node.outputs[0] === output)!;
    last.outputs = ['inner'];
    graph.inputs.push(extra);
    graph.nodes.push({
      ...last,
      name: 'extra',
      op: 'Add',
      inputs: ['inner', extra.name],
      outputs: [output],
      attributes: {},
    });
    return graph;
  };

  it('names an input that a text does not give', () => {
    const graph = reading(input('speaker', 'float32', ['batch', 'sequence', 32]));
    expect(() => prepareBase({ graph, config: ROBERTA.config }, size)).toThrow(
      'The model takes "speaker" (float32, batch × sequence × 32), and a plain text does not say what to put there',
    );
  });

  it('asks for the encoder of a decoder that needs one', () => {
    const graph = reading(input('encoder_hidden_states', 'float32', ['batch', 'sequence', 32]));
    expect(() => prepareBase({ graph, config: ROBERTA.config }, size)).toThrow(
      /encoder–decoder model: it takes encoder_hidden_states.*Put encoder_model.onnx .* beside it/,
    );
  });

  it('ignores an input that nothing reads', () => {
    const graph = ROBERTA.graph.clone();
    graph.inputs.push(input('speaker', 'float32', ['batch', 4]));
    expect(prepareBase({ graph, config: ROBERTA.config }, size).graph.inputs).toHaveLength(2);
  });

  it('takes a mask of floats or booleans too', async () => {
    for (const dtype of ['float32', 'bool'] as const) {
      const graph = ROBERTA.graph.clone();
      graph.inputs = graph.inputs.map((given) => (given.name === 'attention_mask' ? { ...given, dtype } : given));
      expect(await difference(prepareBase({ graph, config: ROBERTA.config }, size).graph)).toBeLessThan(2e-5);
    }
  });
});

describe('a file that ends in a classifier', () => {
  it('has its hidden states, although only the first token goes on', () => {
    const legacy = loadFixture('bert-legacy');
    const graph = legacy.graph.clone();
    const [states] = graph.outputs as [string];
    const node = (op: string, inputs: string[], output: string, attributes: Node['attributes'] = {}): Node => ({
      op,
      domain: '',
      name: output,
      role: 'base',
      inputs,
      outputs: [output],
      attributes,
    });
    // As exporters spelt a norm before opset 17.
    const norm = graph.nodes.findIndex(({ outputs }) => outputs[0] === states);
    const [x, gain, bias] = graph.nodes[norm]!.inputs as [string, string, string];
    const mean = { axes: ints([-1]) };
    graph.initializers.set('epsilon', f32([], [1e-12]));
    graph.initializers.set('first', i64([], [0]));
    graph.initializers.set(
      'classifier.weight',
      f32(
        [32, 3],
        Array.from({ length: 96 }, (_, i) => Math.sin(i)),
      ),
    );
    graph.nodes.splice(
      norm,
      1,
      node('ReduceMean', [x], 'mean', mean),
      node('Sub', [x, 'mean'], 'centred'),
      node('Mul', ['centred', 'centred'], 'squares'),
      node('ReduceMean', ['squares'], 'variance', mean),
      node('Add', ['variance', 'epsilon'], 'safe'),
      node('Sqrt', ['safe'], 'deviation'),
      node('Div', ['centred', 'deviation'], 'normal'),
      node('Mul', ['normal', gain], 'scaled'),
      node('Add', ['scaled', bias], states),
      node('Gather', [states, 'first'], 'cut', { axis: int(1) }),
      node('MatMul', ['cut', 'classifier.weight'], 'logits'),
    );
    graph.outputs = ['logits'];
    const { anatomy } = prepareBase({ graph, config: legacy.config }, { batch: 2, sequence: 8 });
    expect(anatomy.missing).toEqual([]);
    expect(anatomy.lastHidden).toBe(anatomy.layers.at(-1)!.output);
  });
});
