import type { Page } from 'playwright-core'

/**
 * What two looks some frames apart agree on: a part that has just been loaded, or turned round, comes to its place with the
 * next frames. Nothing where the first look finds nothing.
 */
export async function lasting(page: Page, look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  let before = await look()
  while (before.length > 0) {
    await page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 300))))',
    )
    const now = await look()
    if (JSON.stringify(now) === JSON.stringify(before)) return now
    before = now
  }
  return []
}
