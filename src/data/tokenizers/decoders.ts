/** A tokenizer's decoder from tokenizer.json: the library's, or ours where it differs from the Rust library. */
import { SequenceDecoder } from '@huggingface/tokenizers';
import { asBytes } from './byteLevel';
import type { Config } from './normalizers';

/** Tokens to parts of a text. */
export type Decoder = (tokens: string[]) => string[];

/** Bytes that are no UTF-8 become one sign each, and a byte order mark is a character like others. */
const byteFallback: Decoder = (tokens) => {
  const out: string[] = [];
  let run: number[] = [];
  const flush = () => {
    if (run.length === 0) return;
    try {
      out.push(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(run)));
    } catch {
      out.push(...run.map(() => '\uFFFD'));
    }
    run = [];
  };
  for (const token of tokens) {
    const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token);
    if (byte) run.push(parseInt(byte[1]!, 16));
    else {
      flush();
      out.push(token);
    }
  }
  flush();
  return out;
};

/** The first blank is the one that was put there, unless none is. */
function metaspace(config: Config): Decoder {
  const replacement = typeof config.replacement === 'string' ? config.replacement : '▁';
  const put = (config.prepend_scheme ?? (config.add_prefix_space === false ? 'never' : 'always')) !== 'never';
  return (tokens) =>
    tokens.map((token, index) => {
      const from = index === 0 && put && token.startsWith(replacement) ? replacement.length : 0;
      return token.slice(from).replaceAll(replacement, ' ');
    });
}

const byteLevel: Decoder = (tokens) => [
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(tokens.flatMap(asBytes))),
];

/** @throws Error that names a type which is not known */
export function decoderOf(config: Config | null | undefined): Decoder {
  // Without one, tokens are words.
  if (!config) return (tokens) => [tokens.join(' ')];
  switch (config.type) {
    case 'Sequence': {
      const steps = (config.decoders as readonly Config[]).map(decoderOf);
      return (tokens) => steps.reduce((parts, step) => step(parts), tokens);
    }
    case 'ByteFallback':
      return byteFallback;
    case 'ByteLevel':
      return byteLevel;
    case 'Metaspace':
      return metaspace(config);
    default: {
      const library = new SequenceDecoder({ type: 'Sequence', decoders: [config] } as never) as unknown as {
        readonly decode_chain: Decoder;
      };
      return (tokens) => library.decode_chain(tokens);
    }
  }
}
