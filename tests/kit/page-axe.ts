/**
 * What axe finds on a page as it stands, one line for each: rule, element, and what is wrong with it.
 *
 *   expect(await axeFindings(page)).toEqual([])
 */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

export async function axeFindings(page: Page): Promise<string[]> {
  // Legacy mode looks at the page alone, in a third less time: the page has no frames (its content policy forbids them).
  // Without the lists of what passed it takes less than half of the rest, and nobody reads them.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`),
  )
}

/** Waits until the page itself has followed: colours of the old scheme would be found in order, and prove nothing. */
export async function turn(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' })
  // A colour on its way belongs to neither scheme. A transition that is cut short says so by rejecting, and is over too.
  await page.evaluate(`(async () => {
    const transitions = document.getAnimations().filter((each) => each instanceof CSSTransition)
    await Promise.allSettled(transitions.map(({ finished }) => finished))
  })()`)
}
