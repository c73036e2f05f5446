/** The stored forms of a model in one repository: fp32, fp16, 8 and 4 bit, as Transformers.js and optimum name them. */
import { loweringOf } from '../../onnx/lowering/rules';
import { encoderOf, modelFiles } from '../modelPaths';
import type { RepositoryFile } from './repository';

export type Form = 'fp32' | 'fp16' | 'q8' | 'q4' | 'q4f16' | 'other';

export interface Variant {
  /** Path of the .onnx file. */
  readonly file: string;
  readonly form: Form;
  /** Of the file and its external data. */
  readonly bytes: number;
  /** All files that hold it. */
  readonly files: readonly RepositoryFile[];
  /** Whether weights in this form can be read here. */
  readonly readable: boolean;
}

/** What stands behind the name of a model in Transformers.js's layout. */
const forms: readonly (readonly [suffix: RegExp, form: Form])[] = [
  [/_fp16$/, 'fp16'],
  [/_(quantized|int8|uint8)$/, 'q8'],
  [/_q4f16$/, 'q4f16'],
  [/_(q4|bnb4)$/, 'q4'],
];
/** Files of a model in which its layers are: a decoder without a past before one with it. */
const names = ['model', 'decoder_model', 'decoder_model_merged', 'decoder_with_past_model'];

/** The operator that reads weights of four bits. */
const fourBits = { op: 'MatMulNBits', domain: 'com.microsoft' };

const stemOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.onnx$/, '');

/** Base name and stored form; undefined for other files (a CPU's own form, another model). */
function read(path: string): { readonly name: string; readonly form: Form } | undefined {
  const stem = stemOf(path);
  const [suffix, form] = forms.find(([pattern]) => pattern.test(stem)) ?? [/$/, 'fp32' as const];
  const name = stem.replace(suffix, '');
  return names.includes(name) ? { name, form } : undefined;
}

/** Weights beside the model: `model.onnx_data`, `model.onnx_data_1`, `model.onnx.data`. */
const holds = (model: string, { path }: RepositoryFile): boolean =>
  path === model || (path.startsWith(model) && /^(_data(_\d+)?|\.data)$/.test(path.slice(model.length)));

function isReadable(form: Form): boolean {
  if (form !== 'q4' && form !== 'q4f16') return true;
  return loweringOf({ name: '', inputs: [], outputs: [], attributes: {}, ...fourBits } as never) !== undefined;
}

/**
 * Stored forms, the most exact first; where the repository holds a model in several parts or exports, the one that
 * needs no past. Empty where there is no ONNX file.
 */
export function variantsOf(files: readonly RepositoryFile[]): readonly Variant[] {
  const found = modelFiles(files.map(({ path }) => path));
  const known = found.flatMap((file) => {
    const told = read(file);
    return told ? [{ file, ...told }] : [];
  });
  const name = names.find((candidate) => known.some((entry) => entry.name === candidate));
  const chosen =
    name === undefined
      ? found.map((file) => ({ file, form: 'other' as const }))
      : known.filter((entry) => entry.name === name);
  const order: readonly Form[] = ['fp32', 'fp16', 'q8', 'q4', 'q4f16', 'other'];
  const seen = new Set<string>();
  return chosen
    .map(({ file, form }) => {
      const encoder = encoderOf(found, file);
      const parts = files.filter((part) => holds(file, part) || (encoder !== undefined && holds(encoder, part)));
      return {
        file,
        form,
        files: parts,
        bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
        readable: isReadable(form),
      };
    })
    .sort((a, b) => order.indexOf(a.form) - order.indexOf(b.form) || depth(a.file) - depth(b.file))
    .filter(({ form, file }) => {
      const key = form === 'other' ? file : form;
      return !seen.has(key) && seen.add(key);
    });
}

const depth = (path: string): number => path.split('/').length;

/** Bytes up to which the exact weights are loaded without a thought. */
const SMALL = 150e6;

/**
 * What to take where nothing is said: the exact weights where they are small, else halves, which fine-tuning does not
 * feel, else what there is.
 */
export function sensible(variants: readonly Variant[]): Variant | undefined {
  const readable = variants.filter((variant) => variant.readable);
  const small = readable.find(({ form, bytes }) => form === 'fp32' && bytes <= SMALL);
  const fitting = readable.filter(({ files }) => files.every(({ bytes }) => bytes < 2 ** 31));
  return (
    small ??
    fitting.find(({ form }) => form === 'fp16') ??
    fitting.find(({ form }) => form === 'fp32') ??
    fitting[0] ??
    readable[0] ??
    variants[0]
  );
}
