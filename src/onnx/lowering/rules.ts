/** All lowering rules, by operator (with its domain where that is not ai.onnx). */
import { algebra } from './algebra';
import type { LowerRules } from './context';
import { movement } from './movement';
import { masks } from './masks';
import { norms } from './norms';

export const lowerings: LowerRules = { ...algebra, ...movement, ...masks, ...norms };
