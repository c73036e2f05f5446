/**
 * A tokenizer.json as the Rust library reads it: added tokens are found, what lies between them is normalised and cut
 * into pieces, and each piece is looked up by the model.
 */
import { MessageError } from '../../messages/message';
import { DataError } from '../errors';
import { says } from '../messages';
import { addedToken, finder, type AddedToken, type Found } from './addedTokens';
import { decoderOf, type Decoder } from './decoders';
import { isId, modelOf, PartError, type VocabularyModel } from './models';
import { normalizerOf, type Config, type Normalizer } from './normalizers';
import { pairTemplate, type PairTemplate } from './pairs';
import { preTokenizerOf, type PreTokenizer } from './preTokenizers';

type Json = Readonly<Record<string, unknown>>;

export class TokenPipeline {
  /** Ids of special tokens before and after every single text. */
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
  /** What stands around two texts in one row. */
  readonly pair: PairTemplate;
  private readonly added: ReadonlyMap<string, AddedToken>;
  private readonly model: VocabularyModel;
  private readonly normalize: Normalizer;
  private readonly cutUp: PreTokenizer;
  private readonly decoder: Decoder;
  private readonly inText: (text: string) => Found[];
  private readonly inNormalized: (text: string) => Found[];
  private readonly tokens: ReadonlyMap<number, string>;
  private readonly special: ReadonlySet<number>;

  /**
   * @param json contents of tokenizer.json
   * @param config contents of tokenizer_config.json
   * @throws PartError that names a part which is not known
   */
  constructor(json: Json, config: Json) {
    this.model = part(json, 'model', modelOf as (config: Config | null) => VocabularyModel);
    this.normalize = part(json, 'normalizer', normalizerOf);
    this.cutUp = part(json, 'pre_tokenizer', preTokenizerOf);
    this.decoder = part(json, 'decoder', decoderOf);
    const added = part(json, 'added_tokens', () => addedTokens(json, config));
    for (const { id, content } of added) if (!isId(id)) throw new PartError(says.tokenizerId({ token: content }));
    this.added = new Map(added.map((token) => [token.content, token]));
    const written = (token: AddedToken) => (token.normalized ? this.normalize(token.content) : token.content);
    this.inText = finder(added.filter(({ normalized }) => !normalized).map((token) => [written(token), token]));
    this.inNormalized = finder(added.filter(({ normalized }) => normalized).map((token) => [written(token), token]));
    const vocabulary = [...this.model.vocabulary].map(([token, id]) => [id, token] as const);
    this.tokens = new Map([...vocabulary, ...added.map((token) => [token.id, written(token)] as const)]);
    this.special = new Set(added.filter(({ special }) => special).map(({ id }) => id));
    // As in Transformers 5, `add_bos_token` and `add_eos_token` of tokenizer_config.json change nothing here.
    const [{ prefix, suffix }, pair] = part(json, 'post_processor', (processor) => [
      around(processed(processor)),
      pairTemplate(processor),
    ]);
    this.prefix = prefix;
    this.suffix = suffix;
    this.pair = pair;
  }

  /** Ids of a text without the special tokens around it. @throws DataError where no token stands for a part of it */
  ids(text: string): number[] {
    try {
      return this.cutIntoIds(text);
    } catch (error) {
      if (error instanceof MessageError) throw error;
      // A part that was built, and fails where it is used: its settings are of other types than the library writes.
      throw new DataError(says.tokenizerFails({ text: text.slice(0, 40) }), { cause: error });
    }
  }

  private cutIntoIds(text: string): number[] {
    return this.inText(text).flatMap((found) => {
      if ('token' in found) return [found.token.id];
      return this.inNormalized(this.normalize(found.text)).flatMap((part) => {
        if ('token' in part) return [part.token.id];
        const first = found.start === 0 && part.start === 0;
        return this.cutUp({ text: part.text, first }).flatMap((section) => this.model.ids(section.text));
      });
    });
  }

  /** Text of ids; special tokens are left out. */
  decode(ids: readonly number[]): string {
    const tokens = ids.flatMap((id) => (this.special.has(id) ? [] : [this.tokens.get(id) ?? '']));
    try {
      return this.decoder(tokens).join('');
    } catch (error) {
      throw new DataError(says.tokenizerFails({ text: tokens.join(' ').slice(0, 40) }), { cause: error });
    }
  }

  idOf(token: string): number | undefined {
    return this.added.get(token)?.id ?? this.model.vocabulary.get(token);
  }

  tokenOf(id: number): string | undefined {
    return this.tokens.get(id);
  }

  /** All ids, those of added tokens too. */
  get vocabulary(): ReadonlyMap<number, string> {
    return this.tokens;
  }
}

/** @throws PartError that names the part, where it is not of a kind that is known, or not whole */
function part<T>(json: Json, name: string, make: (config: Config | null) => T): T {
  const config = json[name] as Config | null;
  try {
    return make(config);
  } catch (error) {
    if (error instanceof MessageError) throw error;
    const type = config?.type;
    throw new PartError(says.tokenizerPart({ part: name, type: typeof type === 'string' ? type : undefined }), {
      cause: error,
    });
  }
}

/** @throws Error where an id is no number */
function around(found: Around): Around {
  if (![...found.prefix, ...found.suffix].every(isId)) throw new Error('an id is no number');
  return found;
}

/** Those of tokenizer.json, then those that only tokenizer_config.json names. */
function addedTokens(json: Json, config: Json): AddedToken[] {
  const listed = ((json.added_tokens ?? []) as readonly Json[]).map((entry) => addedToken(entry, Number(entry.id)));
  const names = new Set(listed.map(({ content }) => content));
  const others = Object.entries((config.added_tokens_decoder ?? {}) as Readonly<Record<string, Json>>)
    .map(([id, entry]) => addedToken(entry, Number(id)))
    .filter(({ content }) => !names.has(content));
  return [...listed, ...others];
}

interface Around {
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
}

/** A token that tokenizer_config.json names, as a string or an object. */
export function namedToken(config: Json, name: string): string | undefined {
  const value = config[name];
  const text = typeof value === 'object' && value !== null ? (value as { content?: unknown }).content : value;
  return typeof text === 'string' ? text : undefined;
}

/** What a post-processor puts around a single text. @throws Error that names a type which is not known */
function processed(config: Config | null | undefined): Around {
  const none: Around = { prefix: [], suffix: [] };
  switch (config?.type) {
    case undefined:
    case 'ByteLevel':
      return none;
    case 'BertProcessing':
    case 'RobertaProcessing': {
      const [cls, sep] = [config.cls, config.sep] as readonly (readonly [string, number])[];
      return { prefix: [cls![1]], suffix: [sep![1]] };
    }
    case 'TemplateProcessing':
      return template(config);
    case 'Sequence':
      return (config.processors as readonly Config[]).map(processed).reduce(
        (inner, outer) => ({
          prefix: [...outer.prefix, ...inner.prefix],
          suffix: [...inner.suffix, ...outer.suffix],
        }),
        none,
      );
    default:
      throw new Error(`Unknown PostProcessor type: ${String(config?.type)}`);
  }
}

type TemplatePart = { readonly SpecialToken: { readonly id: string } } | { readonly Sequence: unknown };

function template(config: Config): Around {
  const tokens = config.special_tokens as Readonly<Record<string, { readonly ids: readonly number[] }>>;
  const parts = config.single as readonly TemplatePart[];
  const ids = (some: readonly TemplatePart[]) =>
    some.flatMap((part) => ('SpecialToken' in part ? (tokens[part.SpecialToken.id]?.ids ?? []) : []));
  const text = parts.findIndex((part) => 'Sequence' in part);
  return text < 0
    ? { prefix: ids(parts), suffix: [] }
    : { prefix: ids(parts.slice(0, text)), suffix: ids(parts.slice(text + 1)) };
}
