/** How a gain is written. */
import { whole } from '../format';

/** A share of what full fine-tuning gains: more than all of it is possible, and so is less than nothing. */
export const gainText = (gain: number): string => `${whole(Math.round(100 * gain))}\u00a0%`;
