/**
 * A tokenizer's model from tokenizer.json: pieces of text to ids. The library's BPE, WordPiece and Unigram; ours is
 * what it lacks: WordLevel, byte fallback of Unigram, BPE whose pieces inside a word bear a prefix.
 */
import { BPE, Unigram, WordPiece } from '@huggingface/tokenizers';
import { MessageError } from '../../messages/message';
import { DataError } from '../errors';
import { says } from '../messages';
import type { Config } from './normalizers';

export interface VocabularyModel {
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Ids of one piece. @throws DataError where nothing in the vocabulary stands for it */
  ids: (piece: string) => readonly number[];
}

/** What of the library's models is needed. */
interface LibraryModel {
  encode: (pieces: string[]) => string[];
}

const kindOf = (config: Config): string => {
  if (typeof config.type === 'string') return config.type;
  if (Array.isArray(config.merges)) return 'BPE';
  if (Array.isArray(config.vocab)) return 'Unigram';
  return typeof config.continuing_subword_prefix === 'string' ? 'WordPiece' : 'WordLevel';
};

/** What is wrong with a part of tokenizer.json: the message is the rest of a sentence about the file. */
export class PartError extends MessageError {
  override name = 'PartError';
}

/** Whether a value can stand for a row of the embedding. */
export const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const entries = (config: Config): [string, number][] =>
  Array.isArray(config.vocab)
    ? (config.vocab as [string, number][]).map(([token], id) => [token, id])
    : Object.entries((config.vocab ?? {}) as Record<string, number>);

const withoutToken = (piece: string): DataError => new DataError(says.pieceWithoutToken({ piece }));

const bytes = new TextEncoder();
const byteTokens = (text: string): string[] =>
  Array.from(bytes.encode(text), (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);

/** Neighbouring pieces without an id are one unknown piece; with byte fallback it is spelled, if all bytes have ids. */
function unigram(config: Config, vocabulary: ReadonlyMap<string, number>): (piece: string) => number[] {
  const model = new Unigram(config as never, '') as unknown as LibraryModel;
  const unknownId = config.unk_id as number | null;
  const unknown = (text: string): number[] => {
    const spelled =
      config.byte_fallback === true ? byteTokens(text).map((token) => vocabulary.get(token)) : [undefined];
    if (spelled.every((id) => id !== undefined)) return spelled;
    if (typeof unknownId !== 'number') throw withoutToken(text);
    return [unknownId];
  };
  return (piece) => {
    const ids: number[] = [];
    let rest = '';
    for (const part of model.encode([piece])) {
      const id = vocabulary.get(part);
      if (id === undefined) rest += part;
      else {
        if (rest) ids.push(...unknown(rest));
        rest = '';
        ids.push(id);
      }
    }
    return rest ? [...ids, ...unknown(rest)] : ids;
  };
}

/** BPE whose pieces inside a word bear a prefix, as WordPiece's do; in a merged piece the right one's is dropped. */
function prefixedBpe(config: Config): LibraryModel {
  const prefix = config.continuing_subword_prefix as string;
  const suffix = typeof config.end_of_word_suffix === 'string' ? config.end_of_word_suffix : '';
  const merges = (config.merges as readonly (string | readonly string[])[]).map((merge) =>
    typeof merge === 'string' ? merge : merge.join(' '),
  );
  const ranks = new Map(merges.map((merge, rank) => [merge, rank]));
  const word = (piece: string): string[] => {
    const letters = Array.from(piece);
    const parts = letters.map((letter, i) => (i > 0 ? prefix : '') + letter + (i === letters.length - 1 ? suffix : ''));
    for (;;) {
      const pairs = parts.slice(1).map((part, i) => ranks.get(`${parts[i]} ${part}`) ?? Infinity);
      const best = pairs.reduce((least, rank, i) => (rank < pairs[least]! ? i : least), 0);
      if (!(pairs[best]! < Infinity)) return parts;
      parts.splice(best, 2, parts[best]! + parts[best + 1]!.slice(prefix.length));
    }
  };
  return { encode: (pieces) => pieces.flatMap(word) };
}

/** Pieces that merging left; one that has no id is spelled in bytes, or unknown, or left out where nothing is. */
function bpe(config: Config, vocabulary: ReadonlyMap<string, number>): (piece: string) => number[] {
  const model = config.continuing_subword_prefix
    ? prefixedBpe(config)
    : // Its own unknown token is not asked for, so that what it stands for is seen here.
      (new BPE({ ...config, unk_token: undefined, byte_fallback: false } as never) as unknown as BPE);
  const merge = model instanceof BPE ? (piece: string) => model.bpe(piece) : (piece: string) => model.encode([piece]);
  const unknownId = typeof config.unk_token === 'string' ? vocabulary.get(config.unk_token) : undefined;
  return (piece) => {
    const whole = config.ignore_merges === true ? vocabulary.get(piece) : undefined;
    if (whole !== undefined) return [whole];
    const ids: number[] = [];
    let fusing = false;
    for (const part of merge(piece)) {
      const id = vocabulary.get(part);
      const spelled = id !== undefined ? [id] : config.byte_fallback === true ? byteIds(part, vocabulary) : undefined;
      if (spelled) ids.push(...spelled);
      else if (unknownId !== undefined && !(fusing && config.fuse_unk === true)) ids.push(unknownId);
      fusing = spelled === undefined;
    }
    return ids;
  };
}

function byteIds(part: string, vocabulary: ReadonlyMap<string, number>): number[] | undefined {
  const ids = byteTokens(part).map((token) => vocabulary.get(token));
  return ids.every((id) => id !== undefined) ? ids : undefined;
}

function wordLevel(config: Config, vocabulary: ReadonlyMap<string, number>): (piece: string) => number[] {
  const unknownId = typeof config.unk_token === 'string' ? vocabulary.get(config.unk_token) : undefined;
  return (piece) => {
    const id = vocabulary.get(piece) ?? unknownId;
    if (id === undefined) throw withoutToken(piece);
    return [id];
  };
}

/** Pieces that are remembered, and their longest: few words make most of a text (as in the tokenizers library). */
const REMEMBERED = 10_000;
const WORD = 64;

/** Does the work once a word. */
function remembering(ids: (piece: string) => readonly number[]): (piece: string) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (piece) => {
    const found = known.get(piece);
    if (found) return found;
    const made = ids(piece);
    if (piece.length <= WORD && known.size < REMEMBERED) known.set(piece, made);
    return made;
  };
}

/** @throws Error that names a type which is not known */
export function modelOf(config: Config): VocabularyModel {
  const { vocabulary, ids } = unrememberedModel(config);
  return { vocabulary, ids: remembering(ids) };
}

function unrememberedModel(config: Config): VocabularyModel {
  const vocabulary = new Map(entries(config));
  for (const [token, id] of vocabulary) if (!isId(id)) throw new PartError(says.tokenizerId({ token }));
  const kind = kindOf(config);
  switch (kind) {
    case 'BPE':
      return { vocabulary, ids: bpe(config, vocabulary) };
    case 'Unigram':
      return { vocabulary, ids: unigram(config, vocabulary) };
    case 'WordLevel':
      return { vocabulary, ids: wordLevel(config, vocabulary) };
    case 'WordPiece': {
      const model = new WordPiece(config as never) as unknown as LibraryModel;
      return { vocabulary, ids: (piece) => model.encode([piece]).map((token) => vocabulary.get(token)!) };
    }
    default:
      throw new Error(`Unknown TokenizerModel type: ${kind}`);
  }
}
