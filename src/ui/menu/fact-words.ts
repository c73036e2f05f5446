/** What can be said of a method in a word, in the page's language and in the order in which it tells methods apart. */
import type { Facts } from '../../methods/facts';
import { strings } from './strings';

export function factWords({ touches, mergeable, inference, phases, peftType }: Facts): readonly string[] {
  return [
    touches.length > 0 ? touches.map((touch) => strings.touched[touch]).join(' + ') : strings.head,
    inference === 'none' ? strings.facts.noCost : mergeable && strings.facts.mergeable,
    inference === 'extra' && strings.facts.cost,
    peftType !== undefined && strings.facts.peft,
    phases === 'several' && strings.facts.phases,
  ].filter((word) => word !== false);
}
