/**
 * What axe finds on a page as it stands, one line for each: rule, element, and what is wrong with it.
 *
 *   expect(await axeFindings(page)).toEqual([])
 */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

export async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`),
  )
}
