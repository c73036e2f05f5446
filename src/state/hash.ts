/** The configuration in the address: `#method=lora&r=4&seed=7`, only what differs from the defaults. */
import type { Hyperparameter, HyperparameterValue, Hyperparameters, TrainingDefaults } from '../methods/contract';
import { dataKeys } from '../interchange/hub/address';
import { rateOf } from '../methods/rates';
import { expectedTask, suggested } from './catalogue';
import {
  defaultSettings,
  opening,
  properties,
  propertyNames,
  validate,
  validateHyperparameter,
  type PropertyName,
  type Settings,
} from './properties';

/** What the codec needs of a method. */
export interface MethodSchema {
  readonly id: string;
  readonly hyperparameters: readonly Hyperparameter[];
  readonly defaults: TrainingDefaults;
}

export interface Configuration {
  readonly settings: Settings;
  readonly hyperparameters: Hyperparameters;
}

const spell = (value: HyperparameterValue): string => (Array.isArray(value) ? value.join(',') : String(value));

/** Training settings that a method recommends for itself on what is chosen. */
export function recommended(
  method: MethodSchema | undefined,
  chosen: Pick<Settings, 'model' | 'dataset'>,
): Partial<Settings> {
  if (!method) return {};
  const { rates: _rates, ...settings } = method.defaults;
  // What one method wants another than usual must not stay when the next one is chosen.
  return { clipNorm: 1, ...settings, learningRate: rateOf(method.defaults, expectedTask(chosen), chosen.model) };
}

export function defaultsOf(method: MethodSchema | undefined): Hyperparameters {
  return Object.fromEntries((method?.hyperparameters ?? []).map((knob) => [knob.name, knob.default]));
}

/** Links without a version once had a plain head on models of one's own, so what is automatic now is said. */
const isSpelled = (name: PropertyName, settings: Settings): boolean => name === 'pooling' && settings.model === 'own';

/** Escapes what would end a value in a link, and leaves lists and addresses readable. */
export const readable = (value: string): string =>
  // Half of a pair of surrogates is no text, and can't be escaped.
  encodeURIComponent(value.replace(/\p{Cs}/gu, '\ufffd')).replace(/%(2C|3A|2F|40|3D|3F)/g, (escaped) =>
    decodeURIComponent(escaped),
  );

/** @returns without the leading `#`; never empty, which would mean what the page opens with */
export function encode({ settings, hyperparameters }: Configuration, method: MethodSchema | undefined): string {
  const defaults = {
    ...defaultSettings,
    ...suggested(settings.dataset),
    ...recommended(method, settings),
    method: defaultSettings.method,
  };
  // What is pinned may be long and says nothing about the run: it stands last, where a link that is cut loses it first.
  const pairs = propertyNames
    .filter((name) => name !== 'pins')
    .filter((name) => settings[name] !== undefined && (settings[name] !== defaults[name] || isSpelled(name, settings)))
    .map((name) => [name, String(settings[name])]);
  for (const knob of method?.hyperparameters ?? []) {
    const value = hyperparameters[knob.name];
    if (value !== undefined && spell(value) !== spell(knob.default)) pairs.push([knobKey(knob.name), spell(value)]);
  }
  if (pairs.length === 0) pairs.push(['model', settings.model]);
  // A kept run may hold anything there.
  if (typeof settings.pins === 'string' && settings.pins !== '') pairs.push(['pins', settings.pins]);
  return pairs.map(([name, value]) => `${name}=${readable(value!)}`).join('&');
}

/** What stands in the address for an encoded configuration: nothing for the one that the page opens with. */
export function addressed(encoded: string, find: (id: string) => MethodSchema | undefined): string {
  const first = decode('', find);
  return encoded === encode(first, find(first.settings.method)) ? '' : encoded;
}

/** Characters that are looked at: six pinned texts of any script fit in. */
const LONGEST = 24_000;

/** Reads what it understands and takes the default for the rest: a cut or hostile link gives a sane page. */
export function decode(hash: string, find: (id: string) => MethodSchema | undefined): Configuration {
  const text = hash.replace(/^#/, '').slice(0, LONGEST);
  if (text === '') return sound({ property: (name) => opening[name], knob: () => undefined }, find);
  const given = new URLSearchParams(text);
  // What stands behind a data set's question mark may be written by hand, each part as if it were the link's own.
  const dataset = given.get('dataset');
  if (dataset?.includes('?'))
    given.set(
      'dataset',
      dataKeys.reduce((text, key) => {
        const part = given.get(key);
        return part === null ? text : `${text}&${key}=${encodeURIComponent(part)}`;
      }, dataset),
    );
  const value = (name: string): unknown => given.get(name) ?? undefined;
  return sound({ property: value, knob: (name) => value(knobKey(name)) }, find);
}

/** Where the values of a configuration come from; undefined for those that are not given. */
export interface Given {
  readonly property: (name: PropertyName) => unknown;
  readonly knob: (name: string) => unknown;
}

/** A configuration of given values: those that can be used, and the defaults for the rest. */
export function sound(given: Given, find: (id: string) => MethodSchema | undefined): Configuration {
  const read = (name: PropertyName) => {
    const value = given.property(name);
    return value === undefined ? undefined : validate(properties[name], value);
  };
  const wanted = read('method');
  const id = typeof wanted === 'string' && find(wanted) ? wanted : defaultSettings.method;
  const method = find(id);
  const own = Object.fromEntries(
    propertyNames.flatMap((name) => {
      const value = read(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const chosen = { ...defaultSettings, ...own } as Settings;
  const settings = {
    ...defaultSettings,
    ...suggested(chosen.dataset),
    ...recommended(method, chosen),
    ...own,
    method: id,
  } as Settings;
  const hyperparameters = Object.fromEntries(
    (method?.hyperparameters ?? []).map((knob) => {
      const value = given.knob(knob.name);
      return [knob.name, (value === undefined ? undefined : validateHyperparameter(knob, value)) ?? knob.default];
    }),
  );
  return { settings, hyperparameters };
}

/** Name of a knob in a link: one that is called like a property is told apart by a prefix. */
export const knobKey = (knob: string): string => (Object.hasOwn(properties, knob) ? `hp.${knob}` : knob);
