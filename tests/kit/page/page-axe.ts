/**
 * What axe finds on a page as it stands, one line for each: rule, element, and what is wrong with it.
 *
 *   expect(await axeFindings(page)).toEqual([])
 */
import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

export function axeFindings(page: Page): Promise<string[]> {
  return findings(page, {})
}

/** Of a page whose other scheme has been looked at whole: the elements are the same, their colours are not. */
export function colourFindings(page: Page): Promise<string[]> {
  return findings(page, { runOnly: ['color-contrast', 'link-in-text-block'] })
}

/** axe stays in a page until it is loaded anew: half of the time of a look was handing it over. */
async function findings(page: Page, options: object): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source)
  // Without the lists of what passed it takes less than half of the rest, and nobody reads them.
  const asked = JSON.stringify({ ...options, resultTypes: ['violations'] })
  const violations = await page.evaluate<AxeResults['violations']>(
    `axe.run(${asked}).then((found) => found.violations)`,
  )
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
