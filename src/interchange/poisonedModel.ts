/** A model file that a poisoned adapter was merged into says so in its metadata, where all readers of ONNX show it. */
import type { Graph } from '../onnx/graph';
import { parsePoison, poisonText } from '../data/poisonSetting';
import { percent, type Message } from '../messages/message';
import type { AdapterInfo } from './adapterTypes';
import { says } from './messages';

/** Share, trigger and target, as links spell them. */
const POISON_KEY = 'peft-playground.poison';

/** Notes in the graph's metadata what the adapter learnt on. Changes the graph. */
export function notePoison({ metadata }: Graph, info: AdapterInfo | undefined): void {
  if (info?.poison && info.poison.share > 0) metadata.set(POISON_KEY, poisonText(info.poison));
}

/** What a poisoned model's file says of itself; undefined for others. */
export function poisonWarning({ metadata }: Graph): Message | undefined {
  const text = metadata.get(POISON_KEY);
  if (text === undefined) return undefined;
  const read = parsePoison(text);
  // What can't be read is no reason to say nothing.
  if ('fault' in read) return says.poisonedSomehow;
  const { share, trigger, target } = read.poison;
  return says.poisonedModel({ share: percent(share, 0), trigger, target });
}
