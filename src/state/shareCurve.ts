/**
 * A run's curves as text for a link: the loss thinned and rounded to 12 bits between its extremes, validations, and the
 * few numbers that the panels beside them show. Loaded only for links that carry one.
 */
import { foreign, inEnglish } from '../messages/message';
import * as v from 'valibot';
import { pack, PackedError, unpack } from '../interchange/packed';
import type { Owner } from '../runtime/backend';
import { properties } from './properties';
import { thin } from './curves';
import { emptyRun, type Run } from './run';

/** Curves that can't be read. */
export class CurveError extends Error {
  override name = 'CurveError';
}

/** Points of the loss, and validations, in a link. */
const MOST_POINTS = 300;
const MOST_VALIDATIONS = 60;
/** Bytes that packed curves may unpack to: several times of what the largest have. */
const MOST_BYTES = 40_000;
const VERSION = 1;
const TOP = 4095;
const DAY = 86_400_000;
const owners: readonly Owner[] = ['frozen', 'trainable', 'optimizer', 'inputs', 'activations', 'cache'];

const MOST_STEPS = properties.steps.max;
const real = v.pipe(v.number(), v.finite(), v.minValue(-1e30), v.maxValue(1e30));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e13));
const step = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_STEPS));

const schema = v.pipe(
  v.strictObject({
    version: v.literal(VERSION),
    /** Days since 1970. */
    day: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000)),
    backend: v.pipe(v.string(), v.maxLength(120)),
    /** Smallest and largest loss. */
    range: v.tuple([real, real]),
    /** Steps, each as its distance from the one before, and losses as whole numbers in the range. */
    steps: v.pipe(v.array(v.pipe(step, v.minValue(1))), v.minLength(1), v.maxLength(MOST_POINTS)),
    losses: v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(TOP))),
    /** Step, loss, accuracy, perplexity, rows. */
    validation: v.pipe(
      v.array(v.tuple([step, real, v.nullable(real), v.nullable(real), count])),
      v.maxLength(MOST_VALIDATIONS),
    ),
    /** With a backdoor: success of the attack at each validation. */
    attacks: v.optional(v.pipe(v.array(v.nullable(real)), v.maxLength(MOST_VALIDATIONS))),
    /** Steps and tokens a second. */
    speed: v.nullable(v.tuple([real, real])),
    /** Trainable scalars of method and head, the method's closed form, all weights. */
    counts: v.nullable(v.tuple([count, count, count, count])),
    /** Bytes: peak, and in use by owner. */
    memory: v.nullable(v.pipe(v.array(count), v.length(1 + owners.length))),
  }),
  v.check(({ steps, losses }) => steps.length === losses.length),
  v.check(({ steps }) => steps.reduce((sum, gap) => sum + gap, 0) <= MOST_STEPS),
);

const digits = (value: number, n: number): number => Number(value.toPrecision(n));

/** @param now milliseconds since 1970. @returns undefined for a run without steps */
export function encodeCurve(run: Run, now: number): string | undefined {
  const points = thin(
    run.records.map(({ step: at, loss }) => ({ step: at, value: loss })),
    MOST_POINTS,
  );
  if (points.length === 0) return undefined;
  const values = points.map(({ value }) => value);
  const [low, high] = [digits(Math.min(...values), 6), digits(Math.max(...values), 6)];
  const { validation, counts, memory } = run;
  const reading = memory.at(-1)?.reading;
  const sparse = validation.filter(
    (_, i) => i === validation.length - 1 || i % Math.ceil(validation.length / (MOST_VALIDATIONS - 1)) === 0,
  );
  const shared: v.InferOutput<typeof schema> = {
    version: VERSION,
    day: Math.floor(now / DAY),
    backend: run.backend ? inEnglish(run.backend).slice(0, 120) : '',
    range: [low, high],
    steps: points.map(({ step: at }, i) => at - (points[i - 1]?.step ?? 0)),
    losses: values.map((value) =>
      high > low ? Math.min(TOP, Math.max(0, Math.round((TOP * (value - low)) / (high - low)))) : 0,
    ),
    validation: sparse.map(
      ({
        step: at,
        loss,
        accuracy,
        perplexity,
        count: rows,
      }): [number, number, number | null, number | null, number] => [
        at,
        digits(loss, 4),
        accuracy === undefined ? null : digits(accuracy, 4),
        perplexity === undefined || !Number.isFinite(perplexity) ? null : digits(perplexity, 4),
        rows,
      ],
    ),
    ...(sparse.some(({ attackSuccess }) => attackSuccess !== undefined) && {
      attacks: sparse.map(({ attackSuccess: share }) => (share === undefined ? null : digits(share, 4))),
    }),
    speed:
      run.stepsPerSecond === undefined ? null : [digits(run.stepsPerSecond, 3), digits(run.tokensPerSecond ?? 0, 3)],
    counts: counts ? [counts.trainable, counts.head, counts.formula, counts.total] : null,
    memory: reading ? [reading.peak, ...owners.map((owner) => reading.live[owner])] : null,
  };
  return pack(new TextEncoder().encode(JSON.stringify(shared)));
}

export interface SharedRun {
  /** Last step. */
  readonly steps: number;
  /** The run as it was after so many steps, marked as shared. */
  at: (step: number) => Run;
}

/** @throws CurveError */
export function decodeCurve(text: string): SharedRun {
  let given: unknown;
  try {
    given = JSON.parse(new TextDecoder().decode(unpack(text, MOST_BYTES)));
  } catch (error) {
    throw new CurveError(error instanceof PackedError ? error.message : 'it was changed on the way');
  }
  const parsed = v.safeParse(schema, given);
  if (!parsed.success) throw new CurveError('it was changed on the way, or made by a newer version of this page');
  const {
    day,
    backend,
    range: [low, high],
    steps,
    losses,
    validation,
    attacks,
    speed,
    counts,
    memory,
  } = parsed.output;
  let at = 0;
  const records = steps.map((gap, i) => {
    at += gap;
    return { step: at, loss: low + ((high - low) * losses[i]!) / TOP, gradientNorm: NaN, learningRate: NaN };
  });
  const all = validation.map(([where, loss, accuracy, perplexity, rows], i) => ({
    step: where,
    loss,
    count: rows,
    ...(accuracy === null ? {} : { accuracy }),
    ...(perplexity === null ? {} : { perplexity }),
    ...(typeof attacks?.[i] === 'number' && { attackSuccess: attacks[i] }),
  }));
  const live =
    memory && (Object.fromEntries(owners.map((owner, i) => [owner, memory[i + 1]!])) as Record<Owner, number>);
  const reading =
    memory && live
      ? { live, total: Object.values(live).reduce((sum, part) => sum + part, 0), peak: memory[0]!, peakByOwner: live }
      : undefined;
  const last = records.at(-1)!.step;
  return {
    steps: last,
    at: (now) => ({
      ...emptyRun,
      step: Math.min(now, last),
      backend: foreign(backend),
      recorded: { date: new Date(day * DAY).toISOString(), moving: now < last, shared: true },
      records: records.filter((record) => record.step <= now),
      validation: all.filter((metrics) => metrics.step <= now),
      memory: reading
        ? [
            { step: 0, reading },
            { step: Math.min(now, last), reading },
          ]
        : [],
      ...(counts ? { counts: { trainable: counts[0], head: counts[1], formula: counts[2], total: counts[3] } } : {}),
      ...(speed ? { stepsPerSecond: speed[0], tokensPerSecond: speed[1] } : {}),
    }),
  };
}
