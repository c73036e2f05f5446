/** Which boxes of the diagram a tensor belongs to, from its name: our own names say it, names of state dicts by their layer's part. */
import type { ParameterSummary } from '../../worker/protocol';
import type { Place, Placement } from './placement';

type Marks = Placement['marks'];

/** Parts of names, the first that fits decides: state dicts of BERT, DistilBERT, GPT-2 and Llama styles, and our own names. */
const rules: readonly (readonly [RegExp, ...Place[]])[] = [
  [/^layer\.\d+\.side\./, 'side'],
  [/^ladder\./, 'ladder'],
  [/^layer\.\d+\.(q|lora\.q|bias\.q)\b/, 'q', 'qkv'],
  [/^layer\.\d+\.(k|lora\.k|bias\.k)\b/, 'k', 'qkv'],
  [/^layer\.\d+\.(v|lora\.v|bias\.v)\b/, 'v', 'qkv'],
  [/^layer\.\d+\.adapter1\b/, 'adapter1'],
  [/^layer\.\d+\.(adapter2|serial|adapter)\b/, 'adapter2', 'parallel', 'onTop'],
  [/^layer\.\d+\.parallel\b/, 'parallel'],
  [/^layer\.\d+\.attention\.adapter/, 'adapter1'],
  [/^layer\.\d+\.ffn\.adapter/, 'adapter2'],
  [/^layer\.\d+\.fusion\b/, 'adapter2'],
  [/^layer\.\d+\.ffn\b/, 'middle'],
  [/^layer\.\d+\.attention\.ia3/, 'attention'],
  [/^layer\.\d+\.special\b/, 'entry'],
  [/^layer\.\d+\.hadamard\b/, 'o'],
  [/^prompt_|^layer\.\d+\.prefix\b/, 'tokens', 'k', 'v', 'qkv'],
  [/^(phm_rule|prototype)\b/, 'adapter1', 'adapter2'],
  [/^fusion\./, 'fusion'],
  [/attention\.output\.LayerNorm|\bln_1\b|sa_layer_norm|input_layernorm/, 'norm1'],
  [/output\.LayerNorm|\bln_2\b|output_layer_norm|post_attention_layernorm/, 'norm2'],
  [/\bln_f\b|^(model\.)?norm\./, 'finalNorm'],
  [/embed|\bwte\b|\bwpe\b/, 'embeddings'],
  [/\bc_attn\b/, 'qkv'],
  [/query|q_lin|q_proj/, 'q'],
  [/\bkey\b|k_lin|k_proj/, 'k'],
  [/value|v_lin|v_proj/, 'v'],
  [/attention\.output\.dense|attn\.c_proj|out_lin|o_proj/, 'o'],
  [/gate_proj/, 'gate'],
  [/intermediate\.dense|\bc_fc\b|\blin1\b|up_proj/, 'up'],
  [/output\.dense|mlp\.c_proj|\blin2\b|down_proj/, 'down'],
];

/** Those of the marked places that hold a tensor; several where it serves several. */
export function placesOf({ name, group }: Pick<ParameterSummary, 'name' | 'group'>, marks: Marks): readonly Place[] {
  if (group === 'head') return ['head'];
  // One vector, or a few weights, that all changed parts share.
  if (/^(subspace|lambda|lorahub)\b/.test(name))
    return (Object.keys(marks) as Place[]).filter(
      (place) => place !== 'head' && (place !== 'subspace' || name !== 'lambda'),
    );
  const own = /^layer\.\d+\.(\w+)/.exec(name)?.[1] as Place | undefined;
  if (own && marks[own]) return [own];
  const [, ...candidates] = rules.find(
    ([pattern, ...places]) => pattern.test(name) && places.some((place) => marks[place]),
  ) ?? [undefined];
  const present = candidates.filter((place) => marks[place]);
  // A prefix is put before keys and values; everything else is in one box.
  return present[0] === 'tokens' || !/^prompt_|^phm_rule|^prototype|\.prefix\b/.test(name)
    ? present.slice(0, 1)
    : present;
}

/** Tensors of a box, in the order of the run. */
export function tensorsAt<T extends Pick<ParameterSummary, 'name' | 'group'>>(
  place: Place,
  marks: Marks,
  tensors: readonly T[],
): readonly T[] {
  return tensors.filter((tensor) => placesOf(tensor, marks).includes(place));
}
