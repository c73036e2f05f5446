/**
 * What repositories have in place of tokenizer.json: the vocabulary files of the slow tokenizers. Those of BERT's,
 * GPT-2's and RoBERTa's classes say all there is to know together with the class's name; from them the same
 * tokenizer.json is written as Transformers makes it. The others are refused with what to run.
 */
import type { Message, Value } from '../../messages/message';
import { DataError } from '../errors';
import { jsonObject } from '../jsonText';
import { says } from '../messages';
import { SENTENCEPIECE_FILES, VOCABULARY_FILES } from './vocabularyNames';

const KINDS = {
  bert: {
    classes: 'Bert DistilBert Electra MobileBert ConvBert SqueezeBert LayoutLM',
    types: 'bert distilbert electra mobilebert convbert squeezebert layoutlm megatron-bert',
  },
  gpt2: { classes: 'GPT2 CodeGen', types: 'gpt2 gpt_neo gptj codegen opt' },
  roberta: { classes: 'Roberta Bart Longformer LED', types: 'roberta bart longformer led' },
} as const;
type Kind = keyof typeof KINDS;

interface Described {
  /** Contents of tokenizer_config.json. */
  readonly tokenizer: Readonly<Record<string, unknown>>;
  /** Contents of config.json. */
  readonly model: Readonly<Record<string, unknown>>;
}

function kindOf({ tokenizer, model }: Described): Kind | undefined {
  const named = tokenizer.tokenizer_class ?? model.tokenizer_class;
  const family = typeof named === 'string' ? named.replace(/Tokenizer(Fast)?$/, '') : undefined;
  const kinds = Object.keys(KINDS) as Kind[];
  return family !== undefined
    ? kinds.find((kind) => KINDS[kind].classes.split(' ').includes(family))
    : kinds.find((kind) => KINDS[kind].types.split(' ').includes(String(model.model_type)));
}

type Vocabulary = Readonly<Record<string, number>>;
interface Special {
  readonly content: string;
  readonly lstrip?: boolean;
}

/** A token that tokenizer_config.json names, or the class's own. */
const token = ({ tokenizer }: Described, name: string, otherwise: string): string => {
  const value = tokenizer[name];
  const content = typeof value === 'object' && value !== null ? (value as { content?: unknown }).content : value;
  return typeof content === 'string' ? content : otherwise;
};

function addedTokens(specials: readonly Special[], vocabulary: Vocabulary, more: Vocabulary): object[] {
  const flags = { single_word: false, lstrip: false, rstrip: false };
  const known = specials.filter(({ content }) => content in vocabulary || content in more);
  return [
    ...known.map((special) => ({
      ...flags,
      ...special,
      id: vocabulary[special.content] ?? more[special.content],
      normalized: false,
      special: true,
    })),
    ...Object.entries(more)
      .filter(([content]) => !known.some((special) => special.content === content))
      .map(([content, id]) => ({ ...flags, content, id, normalized: true, special: false })),
  ];
}

const template = (before: readonly string[], after: readonly string[], id: (token: string) => number): object => ({
  type: 'TemplateProcessing',
  single: [
    ...before.map((name) => ({ SpecialToken: { id: name, type_id: 0 } })),
    { Sequence: { id: 'A', type_id: 0 } },
    ...after.map((name) => ({ SpecialToken: { id: name, type_id: 0 } })),
  ],
  special_tokens: Object.fromEntries([...before, ...after].map((name) => [name, { id: name, ids: [id(name)] }])),
});

/** Looks ids of special tokens up. @throws DataError */
type Needs = (vocabulary: Vocabulary, token: string, file: string) => number;

function wordPiece(text: string, more: Vocabulary, described: Described, needs: Needs): object {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const vocab = Object.fromEntries(lines.map((line, id) => [line, id]));
  const named = (name: string, otherwise: string) => token(described, name, otherwise);
  const [cls, sep, unk] = [named('cls_token', '[CLS]'), named('sep_token', '[SEP]'), named('unk_token', '[UNK]')];
  const id = (name: string) => needs(vocab, name, 'vocab.txt');
  id(unk);
  const specials = [named('pad_token', '[PAD]'), unk, cls, sep, named('mask_token', '[MASK]')];
  const { do_lower_case, strip_accents, tokenize_chinese_chars } = described.tokenizer;
  return {
    added_tokens: addedTokens(
      specials.map((content) => ({ content })),
      vocab,
      more,
    ),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: tokenize_chinese_chars ?? true,
      strip_accents: strip_accents ?? null,
      lowercase: do_lower_case ?? true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: template([cls], [sep], id),
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: { type: 'WordPiece', unk_token: unk, continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab },
  };
}

interface BytePairs {
  readonly vocab: Vocabulary;
  readonly merges: readonly string[];
}

function bytePairs(kind: 'gpt2' | 'roberta', { vocab, merges }: BytePairs, more: Vocabulary, described: Described) {
  const named = (name: string, otherwise: string) => token(described, name, otherwise);
  const end = kind === 'gpt2' ? '<|endoftext|>' : '</s>';
  const [bos, eos] = [named('bos_token', kind === 'gpt2' ? end : '<s>'), named('eos_token', end)];
  const given = described.tokenizer.mask_token as { readonly lstrip?: boolean } | string | undefined;
  const mask = { content: named('mask_token', '<mask>'), lstrip: typeof given === 'object' && given.lstrip === true };
  const others = kind === 'gpt2' ? [bos, eos, named('unk_token', end)] : [bos, eos, '<unk>', '<pad>'];
  const contents = [...new Set([...others, ...(described.tokenizer.pad_token ? [named('pad_token', '')] : [])])];
  const specials: Special[] = [...contents.map((content) => ({ content })), ...(kind === 'roberta' ? [mask] : [])];
  return {
    added_tokens: addedTokens(specials, vocab, more),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: described.tokenizer.add_prefix_space ?? false },
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab, merges },
  };
}

function byteLevel(kind: 'gpt2' | 'roberta', pairs: BytePairs, more: Vocabulary, described: Described, needs: Needs) {
  const id = (name: string) => needs({ ...more, ...pairs.vocab }, name, 'vocab.json');
  const [bos, eos] = ['bos_token', 'eos_token'].map((name, i) =>
    token(described, name, kind === 'gpt2' ? '<|endoftext|>' : ['<s>', '</s>'][i]!),
  ) as [string, string];
  const [cls, sep] = [token(described, 'cls_token', bos), token(described, 'sep_token', eos)];
  const begins = kind === 'gpt2' && described.tokenizer.add_bos_token === true;
  return {
    ...bytePairs(kind, pairs, more, described),
    post_processor: kind === 'roberta' ? template([cls], [sep], id) : begins ? template([bos], [], id) : null,
  };
}

/** Lines of merges.txt, without the version at its head. */
const mergesOf = (text: string): string[] => text.split(/\r?\n/).filter((line) => line && !line.startsWith('#version'));

const utf8 = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replace(/^\uFEFF/, '');

/**
 * tokenizer.json, made of the vocabulary files that are there.
 * @param read a file's contents, undefined where there is none of that name
 * @returns undefined where there is no vocabulary at all
 * @throws DataError that names the file and what to run, where the vocabulary's kind is not one that is read here
 */
export async function tokenizerFromVocabulary(
  read: (name: string) => Promise<Uint8Array | undefined>,
  described: Described,
  model: Value,
): Promise<Uint8Array | undefined> {
  const [words, pieces, merges, added] = await Promise.all(VOCABULARY_FILES.map(read));
  const made = (file: string): Message => says.tokenizerToMake({ model, file });
  const kind = kindOf(described);
  const object = (bytes: Uint8Array, file: string) =>
    jsonObject(bytes, says.fileOf({ file, model }), (fault) => {
      throw new DataError(fault);
    }) as Vocabulary;
  const needs: Needs = (vocabulary, name, file) => {
    const id = vocabulary[name];
    if (id === undefined) throw new DataError(made(file));
    return id;
  };
  const more = added ? object(added, 'added_tokens.json') : {};
  const encoded = (json: object) => new TextEncoder().encode(JSON.stringify({ version: '1.0', ...json }));
  if (words && kind === 'bert') return encoded(wordPiece(utf8(words), more, described, needs));
  if (pieces && merges && (kind === 'gpt2' || kind === 'roberta')) {
    const pairs = { vocab: object(pieces, 'vocab.json'), merges: mergesOf(utf8(merges)) };
    return encoded(byteLevel(kind, pairs, more, described, needs));
  }
  if (words) throw new DataError(made('vocab.txt'));
  if (pieces) throw new DataError(made('vocab.json'));
  for (const name of SENTENCEPIECE_FILES) if (await read(name)) throw new DataError(made(name));
  return undefined;
}
