/**
 * Entities in tagged sentences, as seqeval counts them (its default mode, that of conlleval): an entity is found where
 * its type, its beginning and its end are right.
 */
export interface Entity {
  readonly type: string;
  /** First and last token. */
  readonly start: number;
  readonly end: number;
}

/** Whether tags are written with a position in their entity: `B-PER`, `I-PER`, `O`; also `E-` and `S-`. */
export const hasEntities = (tags: readonly string[]): boolean =>
  tags.some((tag) => /^[BIES]-./.test(tag)) && tags.every((tag) => /^(?:[BIES](?:-.*)?|O)$/.test(tag));

const ends = (before: string, tag: string, typeBefore: string, type: string): boolean =>
  before === 'E' ||
  before === 'S' ||
  ((before === 'B' || before === 'I') && (tag === 'B' || tag === 'S' || tag === 'O')) ||
  (before !== 'O' && typeBefore !== type);

const starts = (before: string, tag: string, typeBefore: string, type: string): boolean =>
  tag === 'B' ||
  tag === 'S' ||
  ((before === 'E' || before === 'S' || before === 'O') && (tag === 'E' || tag === 'I')) ||
  (tag !== 'O' && typeBefore !== type);

/** The entities of one sentence. A sequence that breaks the scheme, such as one that begins with `I-`, is read too. */
export function entitiesOf(tags: readonly string[]): Entity[] {
  const found: Entity[] = [];
  let [before, typeBefore, start] = ['O', '', 0];
  [...tags, 'O'].forEach((written, i) => {
    const tag = written[0]!;
    const type = written.slice(1).replace(/^[^-]*-/, '') || '_';
    if (ends(before, tag, typeBefore, type)) found.push({ type: typeBefore, start, end: i - 1 });
    if (starts(before, tag, typeBefore, type)) start = i;
    [before, typeBefore] = [tag, type];
  });
  return found;
}

export interface EntityScore {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** True entities. */
  readonly support: number;
}

interface Counts {
  right: number;
  predicted: number;
  labelled: number;
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const scoreOf = (label: string, { right, predicted, labelled }: Counts): EntityScore => ({
  label,
  precision: ratio(right, predicted),
  recall: ratio(right, labelled),
  f1: ratio(2 * right, predicted + labelled),
  support: labelled,
});

/** Counts of entities, built up sentence by sentence. */
export class EntityCounts {
  private readonly types = new Map<string, Counts>();

  add(predicted: readonly string[], labels: readonly string[]): void {
    const key = ({ type, start, end }: Entity) => `${start} ${end} ${type}`;
    const truth = entitiesOf(labels);
    const known = new Set(truth.map(key));
    for (const { type } of truth) this.of(type).labelled++;
    for (const entity of entitiesOf(predicted)) {
      this.of(entity.type).predicted++;
      if (known.has(key(entity))) this.of(entity.type).right++;
    }
  }

  private of(type: string): Counts {
    const counts = this.types.get(type) ?? { right: 0, predicted: 0, labelled: 0 };
    this.types.set(type, counts);
    return counts;
  }

  /** Over all entities, whatever their type (micro average): what is reported of named entity recognition. */
  overall(): EntityScore {
    const sum = { right: 0, predicted: 0, labelled: 0 };
    for (const counts of this.types.values())
      for (const part of ['right', 'predicted', 'labelled'] as const) sum[part] += counts[part];
    return scoreOf('', sum);
  }

  /** Type by type, in the order of their names. */
  byType(): EntityScore[] {
    return [...this.types].map(([type, counts]) => scoreOf(type, counts)).sort((a, b) => (a.label < b.label ? -1 : 1));
  }

  /** Mean F1 of the types that occur in labels or predictions, each counting the same. */
  macroF1(): number {
    const scores = this.byType();
    return ratio(
      scores.reduce((sum, { f1 }) => sum + f1, 0),
      scores.length,
    );
  }
}
