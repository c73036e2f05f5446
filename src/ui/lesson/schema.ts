/**
 * The format of a lesson file, and its check. The shape is checked by the schema; whether methods, settings and values
 * exist is checked against the registry and the table of properties, so that a lesson can't set what the page does not
 * have.
 */
import { isAddress } from '../../interchange/hub/address';
import * as v from 'valibot';
import { parsePoison } from '../../data/poisonSetting';
import { MessageError, sentences, type Message, type Value } from '../../messages/message';
import type { Method } from '../../methods/contract';
import { datasets, models } from '../../state/catalogue';
import { defaultsOf, encode, recommended, type Configuration } from '../../state/hash';
import {
  defaultSettings,
  placeNames,
  properties,
  validate,
  validateHyperparameter,
  type PropertyName,
  type Settings,
} from '../../state/properties';
import { isTarget, targetNames } from './targets';
import { says } from './messages';

const sentence = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(2000));
const paragraphs = v.pipe(
  v.union([sentence, v.pipe(v.array(sentence), v.minLength(1), v.maxLength(12))]),
  v.transform((text): readonly string[] => (typeof text === 'string' ? [text] : text)),
);
const identifier = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
const value = v.union([v.number(), v.boolean(), v.string(), v.array(v.string())]);

const answer = v.strictObject({ text: sentence, correct: v.optional(v.boolean(), false), feedback: sentence });
const quiz = v.pipe(
  v.strictObject({ question: sentence, answers: v.pipe(v.array(answer), v.minLength(2), v.maxLength(6)) }),
  v.check((given) => given.answers.some((one) => one.correct)),
);
const step = v.strictObject({
  title: sentence,
  text: paragraphs,
  /** Properties and hyper-parameters under their names in links. */
  set: v.optional(v.record(v.string(), value), {}),
  /** Part of the page to point at. */
  look: v.optional(v.string()),
  quiz: v.optional(quiz),
  /** Numbers that the text claims, for the tests. */
  claims: v.optional(
    v.strictObject({ trainable: v.optional(v.number()), head: v.optional(v.number()), total: v.optional(v.number()) }),
  ),
});

export const lessonSchema = v.strictObject({
  id: identifier,
  title: sentence,
  summary: sentence,
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(120)),
  /** Place in the list; smaller comes first. */
  order: v.optional(v.number(), 1000),
  /** Pages of the Learn view that list it: methods or categories. */
  about: v.optional(v.array(identifier), []),
  steps: v.pipe(v.array(step), v.minLength(1), v.maxLength(50)),
});

export type Lesson = v.InferOutput<typeof lessonSchema>;
export type LessonStep = Lesson['steps'][number];

/** A lesson that can't be used; the message says where and what to do. */
export class LessonError extends MessageError {
  override name = 'LessonError';
}

/** What the schema's own checks tell; the rest are valibot's words. */
function faultOf({ type, message, received, expected }: v.BaseIssue<unknown>): Value {
  if (type === 'regex') return says.identifier;
  if (type === 'check') return says.noCorrectAnswer;
  if (expected === 'never') return says.notKnown;
  return received === 'undefined' ? says.lacks : message;
}

/** What is wrong with a backdoor; nothing of other settings. */
function faultOfPoison(name: string, wanted: unknown): Message | undefined {
  if (name !== 'poison' || typeof wanted !== 'string') return undefined;
  const read = parsePoison(wanted);
  return 'fault' in read ? read.fault : undefined;
}

/** Everything that the steps up to this one have set. */
export const settingsUpTo = (lesson: Lesson, index: number): Readonly<Record<string, unknown>> =>
  Object.assign({}, ...lesson.steps.slice(0, index + 1).map((one) => one.set)) as Record<string, unknown>;

/**
 * The configuration of a step: the page's defaults, the method's own, and what the lesson has set up to here.
 * @throws LessonError
 */
export function configurationOf(lesson: Lesson, index: number, methods: readonly Method[]): Configuration {
  const given = settingsUpTo(lesson, index);
  const where = says.step({ step: index + 1, lesson: lesson.title });
  const id = given.method ?? defaultSettings.method;
  const method = methods.find((candidate) => candidate.id === id);
  if (!method)
    throw new LessonError(
      says.noSuchMethod({
        where,
        method: typeof id === 'string' ? id : JSON.stringify(id),
        known: { list: methods.map((candidate) => candidate.id) },
      }),
    );
  const { model, dataset } = { ...defaultSettings, ...given } as Settings;
  const settings: Record<string, unknown> = {
    ...defaultSettings,
    ...recommended(method, { model, dataset }),
    method: method.id,
  };
  const hyperparameters = { ...defaultsOf(method) };
  // What an earlier step set for another method is that method's, and no mistake.
  const own = new Set([...Object.keys(lesson.steps[index]?.set ?? {})]);
  for (const [name, wanted] of Object.entries(given)) {
    if ((placeNames as readonly string[]).includes(name)) throw new LessonError(says.belongsToPage({ where, name }));
    const knob = method.hyperparameters.find((candidate) => candidate.name === name);
    if (knob) {
      const checked = validateHyperparameter(knob, wanted);
      if (checked === undefined || JSON.stringify(checked) !== JSON.stringify(wanted))
        throw new LessonError(says.methodRefuses({ where, name, value: JSON.stringify(wanted), method: method.name }));
      hyperparameters[name] = checked;
    } else if (Object.hasOwn(properties, name)) {
      const checked = validate(properties[name as PropertyName], wanted);
      if (checked !== wanted)
        throw new LessonError(
          sentences(says.pageRefuses({ where, name, value: JSON.stringify(wanted) }), faultOfPoison(name, wanted)),
        );
      settings[name] = checked;
    } else if (own.has(name)) {
      throw new LessonError(says.unknownSetting({ where, name, method: method.name }));
    }
  }
  const complete = settings as unknown as Settings;
  if (!isAddress(complete.model) && !models.some((entry) => entry.id === complete.model))
    throw new LessonError(
      says.noSuchModel({ where, model: complete.model, known: { list: models.map((entry) => entry.id) } }),
    );
  if (!isAddress(complete.dataset) && !datasets.some((entry) => entry.id === complete.dataset))
    throw new LessonError(
      says.noSuchDataset({ where, dataset: complete.dataset, known: { list: datasets.map((entry) => entry.id) } }),
    );
  return { settings: complete, hyperparameters };
}

/** The step's configuration as the part of a link after `#`. */
export function linkOf(
  lesson: Lesson,
  index: number,
  methods: readonly Method[],
  large: Settings['large'] = 'false',
): string {
  const { settings, hyperparameters } = configurationOf(lesson, index, methods);
  return encode(
    { settings: { ...settings, lesson: lesson.id, step: index + 1, large }, hyperparameters },
    methods.find((method) => method.id === settings.method),
  );
}

/**
 * Reads a lesson from JSON.
 * @throws LessonError naming the place and what is wrong with it
 */
export function readLesson(json: unknown, methods: readonly Method[]): Lesson {
  const result = v.safeParse(lessonSchema, json);
  if (!result.success) {
    const issue = result.issues[0];
    throw new LessonError(says.unreadable({ place: v.getDotPath(issue) ?? says.theFile, fault: faultOf(issue) }));
  }
  const lesson = result.output;
  lesson.steps.forEach((one, index) => {
    const { settings } = configurationOf(lesson, index, methods);
    const method = methods.find((candidate) => candidate.id === settings.method)!;
    if (one.look !== undefined && !isTarget(one.look, method))
      throw new LessonError(
        says.noSuchTarget({ step: index + 1, lesson: lesson.title, target: one.look, known: { list: targetNames } }),
      );
  });
  return lesson;
}
