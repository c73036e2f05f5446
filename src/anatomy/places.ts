/** Places of a transformer where tensors sit, as the block diagram draws them. */

/** The first row exists once in a model, the others in every layer. */
export type Place =
  | 'subspace'
  | 'tokens'
  | 'embeddings'
  | 'fusion'
  | 'ladder'
  | 'finalNorm'
  | 'head'
  | 'entry'
  | 'q'
  | 'k'
  | 'v'
  | 'qkv'
  | 'attention'
  | 'o'
  | 'crossQ'
  | 'crossK'
  | 'crossV'
  | 'crossAttention'
  | 'crossO'
  | 'normCross'
  | 'norm1'
  | 'normOut1'
  | 'norm2'
  | 'normOut2'
  | 'up'
  | 'gate'
  | 'middle'
  | 'down'
  | 'adapter1'
  | 'adapter2'
  | 'parallel'
  | 'onTop'
  | 'side';

/** Places that exist once, not in every layer. */
export const placesOutsideLayers: ReadonlySet<Place> = new Set<Place>([
  'subspace',
  'tokens',
  'embeddings',
  'fusion',
  'ladder',
  'finalNorm',
  'head',
]);
