/** Text to token ids and back, by @huggingface/tokenizers from a model folder's tokenizer.json. */
import { Tokenizer } from '@huggingface/tokenizers';
import { sentences, type List, type Message, type Value } from '../messages/message';
import { DataError } from './errors';
import { isLfsPointer, lfsSentence } from './files';
import { jsonObject } from './jsonText';
import { says } from './messages';

export interface TokenizerFiles {
  /** Contents of tokenizer.json. */
  readonly tokenizer: Uint8Array | undefined;
  /** Contents of tokenizer_config.json; optional. */
  readonly config?: Uint8Array;
}

interface TokenizerConfig {
  readonly [key: string]: unknown;
  readonly model_max_length?: number;
}

/** What of the library's tokenizer model byte fallback needs. */
interface UnigramModel {
  readonly tokens_to_ids: ReadonlyMap<string, number>;
  encode: (tokens: string[]) => string[];
}

/**
 * A Unigram model with `byte_fallback` spells what its vocabulary lacks in bytes, `<0xE4>`, which the library leaves
 * unknown. As in the Rust library, neighbouring unknown characters are one piece, which is spelled only where every
 * byte of it has a token.
 */
function withByteFallback(tokenizer: Tokenizer, json: Record<string, unknown>): Tokenizer {
  const settings = json.model as { readonly type?: unknown; readonly byte_fallback?: unknown } | undefined;
  if (settings?.type !== 'Unigram' || settings.byte_fallback !== true) return tokenizer;
  const { model } = tokenizer as unknown as { readonly model: UnigramModel };
  const encode = model.encode.bind(model);
  const bytes = new TextEncoder();
  const spelled = (unknown: string): string[] => {
    const tokens = Array.from(
      bytes.encode(unknown),
      (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    );
    return tokens.every((token) => model.tokens_to_ids.has(token)) ? tokens : [unknown];
  };
  model.encode = (tokens) =>
    tokens.flatMap((token) => {
      const pieces: string[] = [];
      let unknown = '';
      for (const piece of encode([token])) {
        if (!model.tokens_to_ids.has(piece)) unknown += piece;
        else {
          if (unknown) pieces.push(...spelled(unknown));
          unknown = '';
          pieces.push(piece);
        }
      }
      return unknown ? [...pieces, ...spelled(unknown)] : pieces;
    });
  return tokenizer;
}

/** Wraps the library so that the rest sees ids, special tokens and lengths only. */
export class TextTokenizer {
  readonly padId: number;
  /** Token between documents of a language-modelling stream, and the one that stops generation. */
  readonly endId: number | undefined;
  /** Special tokens that surround every single text, for example [CLS] and [SEP]. */
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
  readonly maxLength: number;
  readonly size: number;

  private constructor(
    private readonly tokenizer: Tokenizer,
    config: TokenizerConfig,
    /** Rows of the model's embedding. */
    private readonly rows: number,
  ) {
    const probe = tokenizer.encode('a', { add_special_tokens: false }).ids;
    const full = tokenizer.encode('a').ids;
    const start = full.findIndex((_, i) => probe.every((id, k) => full[i + k] === id));
    this.prefix = start > 0 ? full.slice(0, start) : [];
    this.suffix = start >= 0 ? full.slice(start + probe.length) : [];
    const id = (name: string) => this.special(config, name);
    this.endId = id('eos_token') ?? id('sep_token');
    const pad = id('pad_token') ?? tokenizer.token_to_id('[PAD]') ?? tokenizer.token_to_id('<pad>') ?? this.endId ?? 0;
    // Padding is masked, so that any row will do where the token has none (a pad token added without resizing).
    this.padId = pad < rows ? pad : this.endId !== undefined && this.endId < rows ? this.endId : 0;
    const limit = config.model_max_length;
    // Transformers writes 1e30 where a tokenizer has no limit of its own.
    this.maxLength = typeof limit === 'number' && limit > 0 && limit < 1e9 ? limit : Infinity;
    this.size = tokenizer.get_vocab(true).size;
  }

  /**
   * @param rows rows of the model's embedding: a text with tokens beyond them is refused
   * @throws DataError when tokenizer.json is absent or can't be used.
   */
  static load(files: TokenizerFiles, name: Value = says.theModel, rows = Infinity): TextTokenizer {
    if (!files.tokenizer) {
      throw new DataError(says.noTokenizer({ model: name }));
    }
    const parse = (bytes: Uint8Array, file: string): Readonly<Record<string, unknown>> => {
      if (isLfsPointer(bytes)) throw new DataError(lfsSentence(file));
      return jsonObject(bytes, says.fileOf({ file, model: name }), (fault) => {
        throw new DataError(sentences(fault, says.downloadAgain));
      });
    };
    const json = parse(files.tokenizer, 'tokenizer.json');
    const config = files.config ? parse(files.config, 'tokenizer_config.json') : {};
    try {
      return new TextTokenizer(withByteFallback(new Tokenizer(json, config), json), config, rows);
    } catch (error) {
      throw new DataError(says.tokenizerUnusable({ model: name, reason: (error as Error).message }));
    }
  }

  private special(config: TokenizerConfig, name: string): number | undefined {
    const value = config[name];
    const text =
      typeof value === 'string'
        ? value
        : typeof value === 'object' && value !== null
          ? (value as { content?: unknown }).content
          : undefined;
    return typeof text === 'string' ? this.tokenizer.token_to_id(text) : undefined;
  }

  /** Tokens that the model has no row for, undefined where it has one for all. */
  get beyond(): Message | undefined {
    const without = [...this.tokenizer.get_vocab(true)].filter(([, id]) => id >= this.rows);
    return without.length === 0
      ? undefined
      : says.tokensWithoutRow({
          count: without.length,
          rows: this.rows,
          tokens: this.named(without.map(([, id]) => id)),
        });
  }

  private named(ids: readonly number[]): List {
    const shown = [...new Set(ids)].sort((a, b) => a - b).slice(0, 5);
    const more = new Set(ids).size > shown.length ? ['…'] : [];
    return { list: [...shown.map((id) => says.tokenAndId({ token: this.token(id), id })), ...more] };
  }

  /** Ids of a text without special tokens. @throws DataError where the model has no row for one of them */
  ids(text: string): number[] {
    return this.checked(this.tokenizer.encode(text, { add_special_tokens: false }).ids);
  }

  private checked(ids: number[]): number[] {
    const without = ids.filter((id) => id >= this.rows);
    if (without.length > 0) throw new DataError(says.tokenWithoutRow({ tokens: this.named(without), rows: this.rows }));
    return ids;
  }

  /**
   * Ids with special tokens, at most `length` of them: the text is cut, the special tokens stay.
   * Never empty: a text without tokens becomes one end (or padding) token.
   */
  encode(text: string, length = Infinity): number[] {
    const room = Math.max(0, length - this.prefix.length - this.suffix.length);
    const body = this.ids(text).slice(0, room);
    const all = this.checked([...this.prefix, ...body, ...this.suffix].slice(0, length));
    return all.length > 0 ? all : [this.endId ?? this.padId];
  }

  /** Text of ids; special tokens are left out. */
  decode(ids: ArrayLike<number>): string {
    return this.tokenizer.decode(Array.from(ids), { skip_special_tokens: true });
  }

  /** Whether the token stands for no text: a beginning, an end, a gap. */
  isSpecial(id: number): boolean {
    return id === this.endId || id === this.padId || this.prefix.includes(id) || this.suffix.includes(id);
  }

  /** The token as it is written in the vocabulary. */
  token(id: number): string {
    return this.tokenizer.id_to_token(id) ?? `#${id}`;
  }
}
