/** How a post-processor of tokenizer.json puts two texts into one row. */
import type { Config } from './normalizers';

/** Special tokens before, between and after two texts, and for each of the five parts the text that it counts to. */
export interface PairTemplate {
  readonly before: readonly number[];
  readonly between: readonly number[];
  readonly after: readonly number[];
  readonly types: readonly [number, number, number, number, number];
}

const none: PairTemplate = { before: [], between: [], after: [], types: [0, 0, 0, 1, 1] };

/** The last processor of a sequence that puts tokens around texts decides. */
export function pairTemplate(config: Config | null | undefined): PairTemplate {
  switch (config?.type) {
    case 'BertProcessing':
    case 'RobertaProcessing': {
      const [cls, sep] = [config.cls, config.sep].map((token) => (token as readonly [string, number])[1]);
      return config.type === 'BertProcessing'
        ? { before: [cls!], between: [sep!], after: [sep!], types: [0, 0, 0, 1, 1] }
        : { before: [cls!], between: [sep!, sep!], after: [sep!], types: [0, 0, 0, 0, 0] };
    }
    case 'TemplateProcessing':
      return ofTemplate(config);
    case 'Sequence':
      return (config.processors as readonly Config[]).map(pairTemplate).findLast((one) => one !== none) ?? none;
    default:
      return none;
  }
}

interface Part {
  readonly SpecialToken?: { readonly id: string; readonly type_id: number };
  readonly Sequence?: { readonly id: string; readonly type_id: number };
}

function ofTemplate(config: Config): PairTemplate {
  const tokens = config.special_tokens as Readonly<Record<string, { readonly ids: readonly number[] }>>;
  const parts = (config.pair ?? []) as readonly Part[];
  const [first, second] = ['A', 'B'].map((id) => parts.findIndex((part) => part.Sequence?.id === id)) as [
    number,
    number,
  ];
  if (first < 0 || second < first) return none;
  const sections = [parts.slice(0, first), [], parts.slice(first + 1, second), [], parts.slice(second + 1)];
  const ids = (some: readonly Part[]) => some.flatMap((part) => tokens[part.SpecialToken?.id ?? '']?.ids ?? []);
  const own = [parts[first]!.Sequence!.type_id, parts[second]!.Sequence!.type_id];
  const typeOf = (section: number, otherwise: number) => sections[section]![0]?.SpecialToken?.type_id ?? otherwise;
  return {
    before: ids(sections[0]!),
    between: ids(sections[2]!),
    after: ids(sections[4]!),
    types: [typeOf(0, own[0]!), own[0]!, typeOf(2, own[0]!), own[1]!, typeOf(4, own[1]!)],
  };
}

/** How much of two texts is kept, as `longest_first` has it: the longer one is cut until both have the same length. */
export function longestFirst(a: number, b: number, room: number): readonly [number, number] {
  if (a + b <= room) return [a, b];
  let short = Math.min(a, b);
  let long = short > room ? short : Math.max(short, room - short);
  if (short + long > room) {
    short = Math.floor(room / 2);
    long = short + (room % 2);
  }
  return a > b ? [long, short] : [short, long];
}
