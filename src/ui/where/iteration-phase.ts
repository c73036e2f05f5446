/** The four phases of one iteration, as the slow motion shows them. */
export type IterationPhase = 'forward' | 'loss' | 'gradient' | 'update';
