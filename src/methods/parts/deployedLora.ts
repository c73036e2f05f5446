/**
 * Derivatives of LoRA whose finished adapter is one low-rank change of each weight: how they fold into the weights, and
 * the plain LoRA that they amount to, which is what HF PEFT can load.
 *
 *   ΔW = B diag(m) A  =  (α′ / r′) · B′ A,   B′ = B diag(m), r′ = length of m, α′ = r′
 *
 * Gates, budgets, the ranks that are not in use and the mixture of experts are all in m, so nothing of the function is
 * lost. What is lost is the separate tensors: training can't go on from it as the method that made it.
 */
import type { Anatomy } from '../../anatomy/anatomy';
import type { Deployed, Hyperparameters, Merge, MergeContext, Method, Parameter } from '../contract';
import { resolveHyperparameters } from '../hyperparameters';
import { lora } from '../reparameterised/lora';
import { factorNames, lowRankSites, mergeUpdates, peftName, type LowRankSite, type Update } from './lowRank';

type UpdateOf = (context: MergeContext, site: LowRankSite, hp: Hyperparameters) => Update;

/** Both ways to use a finished adapter, from the change that it makes at a site. */
export const lowRankDeployment = (
  updateOf: UpdateOf,
): { readonly merge: Merge } & Pick<Method, 'deployed' | 'peftType'> => ({
  merge: (context: MergeContext, hp: Hyperparameters) =>
    mergeUpdates(context, lowRankSites(context.anatomy, hp), (site) => updateOf(context, site, hp)),
  peftType: 'LORA',
  deployed: (context, hp) =>
    asLora(context.anatomy, lowRankSites(context.anatomy, hp), (site) => updateOf(context, site, hp)),
});

function asLora(anatomy: Anatomy, sites: readonly LowRankSite[], updateOf: (site: LowRankSite) => Update): Deployed {
  const updates = sites.map((site) => ({ site, ...updateOf(site) }));
  const r = Math.max(1, ...updates.map(({ middle }) => middle.length));
  const parameters = updates.flatMap(({ site, a, b, middle }): Parameter[] => {
    const names = factorNames(site);
    const shared = { group: 'method' as const, decay: true, layer: site.layer };
    const scaled = b.map((value, i) => value * middle[i % r]!);
    return [
      {
        ...shared,
        name: names.a,
        shape: [r, site.linear.inFeatures],
        init: { kind: 'values', values: a.slice(0, r * site.linear.inFeatures) },
        ...peftName(anatomy, site, 'lora_A.weight'),
      },
      {
        ...shared,
        name: names.b,
        shape: [site.outputs, r],
        init: { kind: 'values', values: scaled },
        ...peftName(anatomy, site, 'lora_B.weight'),
      },
    ];
  });
  return {
    method: lora,
    hyperparameters: resolveHyperparameters(lora, {
      r,
      alpha: r,
      targets: [...new Set(sites.map(({ site }) => site))],
    }),
    parameters,
  };
}
