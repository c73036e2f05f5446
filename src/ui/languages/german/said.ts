/** German for sentences that worker, store and methods bring with them. */
import { translator } from '../sentences';
import { data } from './sentences/data';
import { phases } from './sentences/phases';
import { problems } from './sentences/problems';
import { refusals } from './sentences/refusals';

export const sentences = [...phases, ...refusals, ...problems, ...data];

export const said = { of: translator(sentences) };
