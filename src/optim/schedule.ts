/** Learning-rate schedules: pure functions of the step, evaluated on the host before each update. */

export type ScheduleKind = 'linear' | 'cosine' | 'constant';

export interface Schedule {
  readonly kind: ScheduleKind;
  /** Fraction of the steps that the rate rises linearly from 0. */
  readonly warmup: number;
  /** Updates in the whole run. */
  readonly steps: number;
}

/** Number of warm-up updates, rounded up as transformers' Trainer does with warmup_ratio. */
export const warmupSteps = ({ warmup, steps }: Schedule): number => Math.ceil(warmup * steps);

/**
 * Factor on the peak rate for update number `step`, counted from 0, as transformers' get_linear_schedule_with_warmup,
 * get_cosine_schedule_with_warmup (half a cycle) and get_constant_schedule_with_warmup give it. With warm-up the first
 * update has rate 0; without, the full rate. Beyond the last step linear and cosine stay at 0.
 */
export function scheduleFactor(schedule: Schedule, step: number): number {
  const warm = warmupSteps(schedule);
  if (step < warm) return step / Math.max(1, warm);
  if (schedule.kind === 'constant') return 1;
  const progress = Math.min(1, (step - warm) / Math.max(1, schedule.steps - warm));
  return schedule.kind === 'linear' ? 1 - progress : 0.5 * (1 + Math.cos(Math.PI * progress));
}
