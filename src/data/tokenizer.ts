/** Text to token ids and back, from a model folder's tokenizer.json. */
import { sentences, type List, type Message, type Value } from '../messages/message';
import { DataError } from './errors';
import { isLfsPointer, lfsSentence } from './files';
import { jsonObject } from './jsonText';
import { says } from './messages';
import { longestFirst } from './tokenizers/pairs';
import { PartError } from './tokenizers/models';
import { namedToken, TokenPipeline } from './tokenizers/pipeline';

export interface TokenizerFiles {
  /** Contents of tokenizer.json. */
  readonly tokenizer: Uint8Array | undefined;
  /** Contents of tokenizer_config.json; optional. */
  readonly config?: Uint8Array;
  /** Contents of chat_template.jinja, where the template has a file of its own. */
  readonly chatTemplate?: Uint8Array;
}

const SPECIAL_NAMES = ['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token'];

/** A template, or several by name, of which the one called `default` is meant. */
function chatTemplateOf(given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  if (!Array.isArray(given)) return undefined;
  const named = given as readonly { readonly name?: unknown; readonly template?: unknown }[];
  const { template } = named.find(({ name }) => name === 'default') ?? {};
  return typeof template === 'string' ? template : undefined;
}

/** What the rest needs of a tokenizer: ids, special tokens and lengths. */
export class TextTokenizer {
  readonly padId: number;
  /** Token between documents of a language-modelling stream, and the one that stops generation. */
  readonly endId: number | undefined;
  /** Special tokens that surround every single text, for example [CLS] and [SEP]. */
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
  readonly maxLength: number;
  readonly size: number;
  /** How a conversation is written out for the model, in Jinja. */
  readonly chatTemplate: string | undefined;
  /** Special tokens by the names that templates call them by (`bos_token`). */
  readonly namedTokens: Readonly<Record<string, string>>;

  private constructor(
    private readonly pipeline: TokenPipeline,
    config: Readonly<Record<string, unknown>>,
    /** Rows of the model's embedding. */
    private readonly rows: number,
    template?: string,
  ) {
    this.chatTemplate = template ?? chatTemplateOf(config.chat_template);
    this.namedTokens = Object.fromEntries(
      SPECIAL_NAMES.flatMap((name) => {
        const token = namedToken(config, name);
        return token === undefined ? [] : [[name, token]];
      }),
    );
    this.prefix = pipeline.prefix;
    this.suffix = pipeline.suffix;
    const id = (name: string) => {
      const token = namedToken(config, name);
      return token === undefined ? undefined : pipeline.idOf(token);
    };
    this.endId = id('eos_token') ?? id('sep_token');
    const pad = id('pad_token') ?? pipeline.idOf('[PAD]') ?? pipeline.idOf('<pad>') ?? this.endId ?? 0;
    // Padding is masked, so that any row will do where the token has none (a pad token added without resizing).
    this.padId = pad < rows ? pad : this.endId !== undefined && this.endId < rows ? this.endId : 0;
    const limit = config.model_max_length;
    // Transformers writes 1e30 where a tokenizer has no limit of its own.
    this.maxLength = typeof limit === 'number' && limit > 0 && limit < 1e9 ? limit : Infinity;
    this.size = pipeline.vocabulary.size;
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
      const template = files.chatTemplate && new TextDecoder().decode(files.chatTemplate);
      return new TextTokenizer(new TokenPipeline(json, config), config, rows, template);
    } catch (error) {
      const reason = error instanceof PartError ? error.told : says.tokenizerOdd;
      throw new DataError(says.tokenizerUnusable({ model: name, reason }), { cause: error });
    }
  }

  /** Tokens that the model has no row for, undefined where it has one for all. */
  get beyond(): Message | undefined {
    const without = [...this.pipeline.vocabulary.keys()].filter((id) => id >= this.rows);
    return without.length === 0
      ? undefined
      : says.tokensWithoutRow({
          count: without.length,
          rows: this.rows,
          tokens: this.named(without),
        });
  }

  private named(ids: readonly number[]): List {
    const shown = [...new Set(ids)].sort((a, b) => a - b).slice(0, 5);
    const more = new Set(ids).size > shown.length ? ['…'] : [];
    return { list: [...shown.map((id) => says.tokenAndId({ token: this.token(id), id })), ...more] };
  }

  /** Ids of a text without special tokens. @throws DataError where the model has no row for one of them */
  ids(text: string): number[] {
    return this.checked(this.pipeline.ids(text));
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
    return this.fit(text, length).ids;
  }

  /** What `encode` gives, and whether the text was cut for it. */
  fit(text: string, length: number): { readonly ids: number[]; readonly isCut: boolean } {
    const room = Math.max(0, length - this.prefix.length - this.suffix.length);
    const body = this.ids(text);
    const all = this.checked([...this.prefix, ...body.slice(0, room), ...this.suffix].slice(0, length));
    return { ids: all.length > 0 ? all : [this.endId ?? this.padId], isCut: body.length > room };
  }

  /**
   * Ids of two texts with special tokens, at most `length` of them, and for each token which text it is of. A line
   * break stands between them where the tokenizer puts nothing there. What is too long is cut as Transformers'
   * `longest_first` does it.
   */
  encodePair(
    text: string,
    second: string,
    length = Infinity,
  ): { readonly ids: number[]; readonly types: number[]; readonly isCut: boolean } {
    const { before, after, types, between: mark } = this.pipeline.pair;
    const between = mark.length > 0 ? mark : this.ids('\n');
    const [a, b] = [this.ids(text), this.ids(second)];
    const room = Math.max(0, length - before.length - between.length - after.length);
    const [kept, keptSecond] = longestFirst(a.length, b.length, room);
    const parts = [before, a.slice(0, kept), between, b.slice(0, keptSecond), after];
    return {
      ids: this.checked(parts.flat()),
      types: parts.flatMap((part, i) => part.map(() => types[i]!)),
      isCut: kept < a.length || keptSecond < b.length,
    };
  }

  /** Ids of a word as they are inside a text, behind a space. */
  wordIds(word: string): number[] {
    if (this.spaced === undefined) {
      const [bare, spaced, inside] = ['a', ' a', 'b a'].map((text) => this.ids(text).join(' '));
      this.spaced = spaced !== bare && inside!.endsWith(` ${spaced}`);
    }
    return this.ids(this.spaced ? ` ${word}` : word);
  }
  /** Whether words carry the space before them. */
  private spaced: boolean | undefined;

  /** Text of ids; special tokens are left out. */
  decode(ids: ArrayLike<number>): string {
    return this.pipeline.decode(Array.from(ids));
  }

  /** Whether the token stands for no text: a beginning, an end, a gap. */
  isSpecial(id: number): boolean {
    return id === this.endId || id === this.padId || this.prefix.includes(id) || this.suffix.includes(id);
  }

  /** The token as it is written in the vocabulary. */
  token(id: number): string {
    return this.pipeline.tokenOf(id) ?? `#${id}`;
  }
}
