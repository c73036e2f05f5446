/** What a layer is called in the drawing: by its number, with two stacks by its number in each. */
import { strings } from '../strings';

export const layerName = (index: number, encoderLayers: number | undefined): string =>
  encoderLayers === undefined
    ? strings.where.layer(index + 1)
    : index < encoderLayers
      ? strings.where.encoderLayer(index + 1)
      : strings.where.decoderLayer(index - encoderLayers + 1);
