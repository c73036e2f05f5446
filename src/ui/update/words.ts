/** Names of the parts of the model, as the drawing has them. */
import type { Place } from '../../anatomy/places';
import type { UpdateSite } from '../../worker/protocol';
import { strings as page } from '../strings';
import { layerName } from '../where/layer-name';
import { strings } from './strings';

const { parts } = page.where;

export const partName = (place: Place | undefined): string =>
  place === undefined ? '' : place === 'middle' ? parts.activation : parts[place];

/** A column of the map: the part, and which of its tensors. */
export function columnName({ place, role, label }: Pick<UpdateSite, 'place' | 'role' | 'label'>): string {
  const part = place === undefined ? label : partName(place);
  return role === 'bias' ? strings.bias(part) : role === 'gain' ? strings.gain(part) : part;
}

export const rowName = (layer: number | undefined, encoderLayers: number | undefined): string =>
  layer === undefined ? strings.outside : layerName(layer, encoderLayers);
