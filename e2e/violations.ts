/** What axe finds on the page as it stands. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * Details are wanted of what is wrong only: collecting them for everything that is right takes longer than checking it.
 * No page here has frames, for which axe would otherwise open a page of its own each time. Tables list a hundred
 * methods in rows that are alike.
 */
export const axeOn = (page: Page) =>
  new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .exclude('tbody tr:nth-child(n + 13)');

/** What axe finds, a text for each rule that is broken. */
export async function violations(axe: AxeBuilder): Promise<string[]> {
  const { violations: found } = await axe.analyze();
  return found.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes
        .slice(0, 4)
        .map((node) => `  ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`)
        .join('\n')}`,
  );
}
