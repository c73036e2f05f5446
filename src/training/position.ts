/** Where a run is among its phases. */
import { nothingCarried, type Carried } from '../methods/lifecycle';

/** With it and the states a run can go on. */
export interface StagePosition {
  /** Phases done. */
  readonly index: number;
  /** Updates done before the present phase. */
  readonly firstStep: number;
  readonly carried: Carried;
}

export const firstPosition: StagePosition = { index: 0, firstStep: 0, carried: nothingCarried };
