/**
 * What a link carries beyond the configuration: its version, and on request a finished run's curves and a small
 * adapter. All of it stands behind the configuration, so that a link that is cut off loses these first.
 */
import type { Method } from '../methods/contract';
import { plainPooling } from '../tasks/classification';
import { OWN } from '../worker/protocol';
import { datasets, models } from './catalogue';
import { suited } from './chosen';
import { decode, encode, knobKey, type Configuration, type MethodSchema } from './hash';
import { controlNames, listOf, properties, validate, type Settings } from './properties';
import type { State } from './store';

/** Raise when an older page would misread a link of this one. Links without a version are of version 1. */
export const LINK_VERSION = 2;
/** Longer addresses are not looked at beyond the configuration. */
export const LONGEST_LINK = 96_000;
const LONGEST_CURVE = 16_000;
const LONGEST_ADAPTER_TEXT = 64_000;

export interface Payload {
  /** A run's curves, packed (`shareCurve`). */
  readonly curve?: string;
  /** A trained adapter, packed. */
  readonly adapter?: string;
}

/** Something about a link that its reader should know. */
export interface LinkNote {
  readonly code: 'newer' | 'too-long' | 'bad-curve' | 'bad-adapter' | 'missing' | 'own-model' | 'own-data';
  /** The name that is missing here, or a sentence. */
  readonly detail?: string;
}

export interface Brought {
  readonly payload: Payload;
  readonly notes: readonly LinkNote[];
  /** Made to be shared: says by itself what is hidden and locked. */
  readonly whole: boolean;
}

/** What a link brings beyond the configuration. Nothing is unpacked here. */
export function broughtBy(hash: string): Brought {
  if (hash.length > LONGEST_LINK) return { payload: {}, notes: [{ code: 'too-long' }], whole: false };
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const notes: LinkNote[] = [];
  const version = given.get('v');
  if (version !== null && /^\d{1,9}$/.test(version) && Number(version) > LINK_VERSION) notes.push({ code: 'newer' });
  const packed = (name: 'curve' | 'adapter', longest: number): string | undefined => {
    const text = given.get(name);
    if (text === null) return undefined;
    if (text.length <= longest && /^[A-Za-z0-9_-]+$/.test(text)) return text;
    notes.push({ code: `bad-${name}` });
    return undefined;
  };
  const curve = packed('curve', LONGEST_CURVE);
  const adapter = packed('adapter', LONGEST_ADAPTER_TEXT);
  return {
    payload: { ...(curve ? { curve } : {}), ...(adapter ? { adapter } : {}) },
    notes,
    whole: version !== null || given.has('hide') || given.has('lock'),
  };
}

/**
 * A link as it can be used here: it may name what is not here, a model of another version or the sender's own files.
 */
export function readLink(
  hash: string,
  methods: readonly Method[],
  own: Pick<State, 'ownModel' | 'ownData'> = {},
): Configuration & Brought {
  const { settings, hyperparameters } = decode(hash, (id) => methods.find((method) => method.id === id));
  const { payload, notes, whole } = broughtBy(hash);
  const given = new URLSearchParams(hash.replace(/^#/, '').slice(0, LONGEST_LINK));
  const missing: LinkNote[] = [];
  const known = { method: methods, model: models, dataset: datasets } as const;
  for (const name of ['method', 'model', 'dataset'] as const) {
    const wanted = given.get(name);
    if (wanted === null || known[name].some((entry) => entry.id === wanted)) continue;
    if (wanted === OWN && name !== 'method') {
      if (name === 'model' ? !own.ownModel : !own.ownData)
        missing.push({ code: name === 'model' ? 'own-model' : 'own-data' });
    } else missing.push({ code: 'missing', detail: String(validate(properties[name], wanted) ?? '') });
  }
  const here = (name: 'model' | 'dataset', brought: unknown) =>
    known[name].some((entry) => entry.id === settings[name]) || (settings[name] === OWN && brought)
      ? settings[name]
      : properties[name].default;
  const controls = new Set<string>([
    ...controlNames,
    ...methods.flatMap((method) => method.hyperparameters.map((knob) => knobKey(knob.name))),
  ]);
  // In version 1 a model of one's own had a plain head where the link did not say; now it has the library's.
  const plainHead = given.get('pooling') === null && Number(given.get('v') ?? 1) < 2 ? own.ownModel : undefined;
  const existing = (list: string) =>
    listOf(list)
      .filter((name) => controls.has(name))
      .join(',');
  const usable = {
    ...settings,
    model: here('model', own.ownModel),
    dataset: here('dataset', own.ownData),
    ...(plainHead && settings.model === OWN && { pooling: plainPooling(plainHead.report.dimensions.kind) }),
    hide: existing(settings.hide),
    lock: existing(settings.lock),
  };
  return { settings: suited(usable, own), hyperparameters, payload, notes: [...notes, ...missing], whole };
}

export const payloadText = ({ curve, adapter }: Payload): string =>
  [...(adapter ? [`adapter=${adapter}`] : []), ...(curve ? [`curve=${curve}`] : [])].join('&');

/** A link to be sent, without the leading `#`. */
export function shareLink(
  configuration: Configuration,
  method: MethodSchema | undefined,
  payload: Payload = {},
): string {
  return [encode(configuration, method), `v=${LINK_VERSION}`, payloadText(payload)].filter(Boolean).join('&');
}

/** Whether a link locks a control, by its name in links. */
export const isLocked = ({ lock }: Pick<Settings, 'lock'>, name: string): boolean => listOf(lock).includes(name);

/** The settings, with what is locked as it was. A locked data set stays even where another would suit the model. */
export function withLocked(next: Settings, before: Settings, except?: string): Settings {
  const kept = controlNames.filter((name) => name !== except && isLocked(before, name) && next[name] !== before[name]);
  return kept.length === 0 ? next : { ...next, ...Object.fromEntries(kept.map((name) => [name, before[name]])) };
}
