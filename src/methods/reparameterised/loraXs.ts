/**
 * LoRA-XS (Bałazy et al. 2024): LoRA whose two factors are the strongest directions of the weight matrix itself and
 * stay as they are; a small square matrix between them is all that is trained.
 *
 *   W₀ ≈ U Σ Vᵀ (r largest),   A = Σ Vᵀ,  B = U
 *   h = W₀ x + s B R A x,   R ∈ ℝ^{r×r} trained,  s = α / r
 *
 * As in the authors' code (MohammadrezaBanaei/LoRA-XS) A carries the singular values, and R starts as normal numbers
 * with a standard deviation of 0.00001; its scripts change the attention's output and the last matrix of the
 * feed-forward block too. The factors are kept with the adapter, so that no decomposition is needed to use it. For HF
 * PEFT, which has no such method, the finished one is a LoRA of rank r with the factors B R and A.
 */
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import { lowRankDeployment } from '../parts/deployedLora';
import {
  addBranch,
  alphaParameter,
  dropoutParameter,
  enterFactors,
  factorNames,
  factorSpecs,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  rankParameter,
  targetsParameter,
} from '../parts/lowRank';
import { startAt, type StartOf } from '../parts/principalStart';
import { multiply } from '../parts/updatedSites';
import { texts } from './loraXs.en';

/** A = Σ Vᵀ and B = U, of factors that have √Σ each. */
const loraXsStart: StartOf = (matrix, { rows, columns, r }, _, { truncatedSvd }) => {
  const { a, b } = truncatedSvd(matrix, rows, columns, r);
  const roots = Array.from({ length: r }, (__, k) => Math.hypot(...a.subarray(k * columns, (k + 1) * columns)));
  return {
    a: a.map((value, at) => value * roots[Math.floor(at / columns)]!),
    b: b.map((value, at) => (roots[at % r]! > 0 ? value / roots[at % r]! : 0)),
  };
};

export const loraXs = defineMethod({
  id: 'lora-xs',
  texts,
  ...afterSurvey,
  paper: {
    title: 'LoRA-XS: Low-Rank Adaptation with Extremely Small Number of Parameters',
    authors: 'Bałazy, Banaei, Aberer, Tabor',
    year: 2024,
    url: 'https://arxiv.org/abs/2405.17604',
  },
  hyperparameters: [rankParameter(25), alphaParameter(16), dropoutParameter, targetsParameter],
  defaults: trainedAt(1.6e-2),

  check: (d, hp) => lowRankRefusal('lora-xs', d, hp),

  declare(d, hp) {
    const r = numberOf(hp, 'r');
    return lowRankSlots(d, hp).flatMap((slot) => [
      // Under PEFT's names they would be another method's.
      ...factorSpecs(slot, r).map(({ peft: _, init: __, ...spec }) => ({ ...spec, treatment: 'frozen' as const })),
      {
        name: `${slot.stem}.lora_R`,
        shape: [r, r],
        treatment: 'new' as const,
        init: { kind: 'normal' as const, std: 1e-5 },
        layer: slot.layer,
        places: [slot.place],
        change: 'delta' as const,
        symbol: `r ${r}`,
      },
    ]);
  },

  apply(context, hp) {
    const { builder: g } = context;
    const scaling = numberOf(hp, 'alpha') / numberOf(hp, 'r');
    for (const site of lowRankSites(context.anatomy, hp)) {
      const { a, b } = startAt(context, site, loraXsStart, numberOf(hp, 'r'));
      const [forA, forB] = [a, b].map((values) => ({ init: { kind: 'values', values } as const }));
      const factors = enterFactors(context, site, { a: forA!, b: forB! });
      const between = context.tensor(`${site.stem}.lora_R`);
      addBranch(context, site, factors, {
        dropout: numberOf(hp, 'dropout'),
        middle: (low) => g.scale(g.linear(low, between), scaling),
      });
    }
  },

  // R is not zero, only small.
  identityAtInit: false,
  ...lowRankDeployment((context, site, hp) => {
    const r = numberOf(hp, 'r');
    const { a, b } = factorNames(site);
    return {
      a: context.trained(a),
      b: multiply(context.trained(b), context.trained(`${site.stem}.lora_R`), r),
      middle: new Array<number>(r).fill(numberOf(hp, 'alpha') / r),
    };
  }),

  formula:
    String.raw`h = W_0 x + \frac{\alpha}{r} B R A x, \qquad A = \Sigma_r V_r^{\top},\; B = U_r,\; W_0 = U \Sigma ` +
    String.raw`V^{\top},\; R \in \mathbb{R}^{r \times r}`,
  countFormula: String.raw`2 L r^2`,
});
