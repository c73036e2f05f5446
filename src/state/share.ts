/**
 * What a link carries beyond the configuration: its version, and on request a finished run's curves and a small
 * adapter. All of it stands behind the configuration, so that a link that is cut off loses these first.
 */
import type { Method } from '../methods/contract';
import { parsePoison } from '../data/poisonSetting';
import { plainPooling } from '../tasks/sentenceHead';
import { checkedAddress, isAddress } from '../interchange/hub/address';
import { OWN } from '../worker/protocol';
import { datasets, models } from './catalogue';
import { decode, encode, knobKey, readable, sound, type Configuration, type MethodSchema } from './hash';
import { controlNames, listOf, properties, validate, type Settings } from './properties';
import { says } from './messages';
import { faultOf } from './pins';
import { suited, type Here } from './runConfig';
import type { LinkNote, Payload, State } from './state';

/** Raise when an older page would misread a link of this one. Links without a version are of version 1. */
export const LINK_VERSION = 5;
/** An older page would train clean rows, all rows from scratch, or rows of its own data, in silence. */
function versionOf(
  { poison, transfer, trainRows }: Pick<Settings, 'poison' | 'transfer' | 'trainRows'>,
  { data }: Payload,
): number {
  if (data !== undefined) return LINK_VERSION;
  if (transfer !== 'none' || trainRows > 0) return 4;
  return poison === '' ? 2 : 3;
}
/** Longer addresses are not looked at beyond the configuration. */
export const LONGEST_LINK = 96_000;
const LONGEST_CURVE = 16_000;
const LONGEST_ADAPTER_TEXT = 64_000;
const LONGEST_DATA = 16_000;

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
  const packed = (name: 'curve' | 'adapter' | 'data', longest: number): string | undefined => {
    const text = given.get(name);
    if (text === null) return undefined;
    if (text.length <= longest && /^[A-Za-z0-9_-]+$/.test(text)) return text;
    notes.push({ code: `bad-${name}` });
    return undefined;
  };
  const curve = packed('curve', LONGEST_CURVE);
  const data = packed('data', LONGEST_DATA);
  const address = checkedAddress('model', given.get('adapter') ?? undefined);
  const adapter = address === undefined ? packed('adapter', LONGEST_ADAPTER_TEXT) : undefined;
  return {
    payload: {
      ...(curve ? { curve } : {}),
      ...(adapter ? { adapter } : {}),
      ...(address ? { adapterAddress: address } : {}),
      ...(data ? { data } : {}),
    },
    notes,
    whole: version !== null || given.has('hide') || given.has('lock'),
  };
}

/**
 * A link as it can be used here: it may name what is not here, a model of another version or the sender's own files.
 */
export function readLink(hash: string, methods: readonly Method[], own: Here = {}): Configuration & Brought {
  const decoded = decode(hash, (id) => methods.find((method) => method.id === id));
  const { payload, notes, whole } = broughtBy(hash);
  const here = { ...own, bringsData: payload.data !== undefined };
  const given = new URLSearchParams(hash.replace(/^#/, '').slice(0, LONGEST_LINK));
  // In version 1 a model of one's own had a plain head where the link did not say; now it has the library's.
  const plainHead = given.get('pooling') === null && Number(given.get('v') ?? 1) < 2 ? own.ownModel : undefined;
  const settings =
    plainHead && decoded.settings.model === OWN
      ? { ...decoded.settings, pooling: plainPooling(plainHead.report.dimensions.kind) }
      : decoded.settings;
  return {
    ...usable({ ...decoded, settings }, methods, here),
    payload,
    notes: [
      ...notes,
      ...missingNotes((name) => given.get(name) ?? undefined, methods, here),
      ...poisonNotes(given.get('poison')),
      ...transferNotes(decoded.settings),
      ...pinNotes(given.get('pins')),
    ],
    whole,
  };
}

/** The same for a configuration of this page, which may be from before. */
export function readConfiguration(
  { settings, hyperparameters }: Configuration,
  methods: readonly Method[],
  own: Here = {},
): Configuration & Brought {
  const values: Readonly<Record<string, unknown>> = settings;
  const given = { property: (name: string) => values[name], knob: (name: string) => hyperparameters[name] };
  return {
    ...usable(
      sound(given, (id) => methods.find((method) => method.id === id)),
      methods,
      own,
    ),
    payload: {},
    notes: missingNotes((name) => settings[name], methods, own),
    whole: settings.hide !== '' || settings.lock !== '',
  };
}

/** A backdoor that can't be read is none: who opens the link must not take its run for the sender's. */
function poisonNotes(text: string | null): readonly LinkNote[] {
  const read = text === null || text === '' ? undefined : parsePoison(text);
  return read && 'fault' in read ? [{ code: 'told', detail: read.fault }] : [];
}

/** Pinned texts that a cut link lost: the examples of the data stand in their place. */
function pinNotes(line: string | null): readonly LinkNote[] {
  const fault = line === null ? undefined : faultOf(line);
  return fault ? [{ code: 'told', detail: fault === 'cut' ? says.pinsCut : says.pinsUnreadable }] : [];
}

/** Data to learn first that are not here, are left out, and that is told: the run is another then. */
const transferNotes = ({ transfer }: Settings): readonly LinkNote[] =>
  isTransfer(transfer) ? [] : [{ code: 'missing', detail: transfer }];

const isTransfer = (id: string): boolean => id === 'none' || datasets.some((entry) => entry.id === id);

/** What is here, and whether the link brings its data. */
type Brings = Here & { readonly bringsData?: boolean };

/** What is listed here, by the property that names it. */
const listed = (methods: readonly Method[]) => ({ method: methods, model: models, dataset: datasets }) as const;

/** What a configuration names and is not here. */
function missingNotes(
  wantedOf: (name: 'method' | 'model' | 'dataset') => string | undefined,
  methods: readonly Method[],
  own: Brings,
): readonly LinkNote[] {
  const known = listed(methods);
  return (['method', 'model', 'dataset'] as const).flatMap((name): LinkNote[] => {
    const wanted = wantedOf(name);
    if (wanted === undefined || known[name].some((entry) => entry.id === wanted)) return [];
    if (name !== 'method' && validate(properties[name], wanted) !== undefined && isAddress(wanted)) return [];
    if (wanted !== OWN || name === 'method')
      return [{ code: 'missing', detail: String(validate(properties[name], wanted) ?? '') }];
    if (name === 'model' ? own.ownModel : own.ownData || own.bringsData) return [];
    return [{ code: name === 'model' ? 'own-model' : 'own-data' }];
  });
}

/** A sound configuration with what is here, in place of what isn't. */
function usable({ settings, hyperparameters }: Configuration, methods: readonly Method[], own: Brings): Configuration {
  const known = listed(methods);
  const here = (name: 'model' | 'dataset', brought: unknown) =>
    known[name].some((entry) => entry.id === settings[name]) ||
    isAddress(settings[name]) ||
    (settings[name] === OWN && brought)
      ? settings[name]
      : properties[name].default;
  const controls = new Set<string>([
    ...controlNames,
    ...methods.flatMap((method) => method.hyperparameters.map((knob) => knobKey(knob.name))),
  ]);
  const existing = (list: string) =>
    listOf(list)
      .filter((name) => controls.has(name))
      .join(',');
  const next = {
    ...settings,
    model: here('model', own.ownModel),
    dataset: here('dataset', own.ownData || own.bringsData),
    transfer: isTransfer(settings.transfer) ? settings.transfer : 'none',
    hide: existing(settings.hide),
    lock: existing(settings.lock),
  };
  return { settings: suited(next, own), hyperparameters };
}

/** What the address holds beside the configuration: own data that travel in it as long as they are the chosen ones. */
export function presentPayload({
  payload,
  settings,
  ownData,
}: Pick<State, 'payload' | 'settings' | 'ownData'>): Payload {
  const { data: waits, ...others } = payload;
  const data = settings.dataset === OWN && ownData ? ownData.packed : waits;
  return { ...others, ...(data !== undefined && { data }) };
}

export const payloadText = ({ curve, adapter, adapterAddress, data }: Payload): string =>
  [
    ...(data ? [`data=${data}`] : []),
    ...(adapterAddress ? [`adapter=${readable(adapterAddress)}`] : []),
    ...(adapter ? [`adapter=${adapter}`] : []),
    ...(curve ? [`curve=${curve}`] : []),
  ].join('&');

/** A link to be sent, without the leading `#`. */
export function shareLink(
  configuration: Configuration,
  method: MethodSchema | undefined,
  payload: Payload = {},
): string {
  return [encode(configuration, method), `v=${versionOf(configuration.settings, payload)}`, payloadText(payload)]
    .filter(Boolean)
    .join('&');
}

/** Whether a link locks a control, by its name in links. */
export const isLocked = ({ lock }: Pick<Settings, 'lock'>, name: string): boolean => listOf(lock).includes(name);

/** The settings, with what is locked as it was. A locked data set stays even where another would suit the model. */
export function withLocked(next: Settings, before: Settings, except?: string): Settings {
  const kept = controlNames.filter((name) => name !== except && isLocked(before, name) && next[name] !== before[name]);
  return kept.length === 0 ? next : { ...next, ...Object.fromEntries(kept.map((name) => [name, before[name]])) };
}
