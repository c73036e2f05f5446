/**
 * The straight-through estimator (Bengio, Léonard, Courville 2013): a hard decision forwards, a smooth stand-in
 * backwards.
 */
import type { MethodContext } from '../contract';

/**
 * `hard` as a value, the gradient of `soft` as its own: hard + (soft − detach(soft)). Outside training just `hard`.
 * @param hard of the shape of `soft`, without a gradient of its own
 */
export function straightThrough(context: MethodContext, hard: string, soft: string): string {
  const { builder: g } = context;
  if (!context.training) return hard;
  return g.add(hard, g.sub(soft, g.detach(g.emit('Identity', [soft]))));
}

/** 1 where `scores` ≥ `threshold`, else 0, with the straight-through gradient to the scores. */
export function hardMask(context: MethodContext, scores: string, threshold: string): string {
  const { builder: g } = context;
  return straightThrough(context, g.cast(g.emit('GreaterOrEqual', [scores, threshold]), 'float32'), scores);
}
