import type { Page } from 'playwright-core'

/**
 * Watches a page from now on for something that may be gone again before one looks; what stands there already counts.
 * `selector` is CSS, `text` what must be in it. The answer is whether it was ever there.
 *
 *   const copied = await watchPage(page, 'button', 'Copied')
 *   ...
 *   await until('the word of thanks', copied)
 */
export async function watchPage(page: Page, selector: string, text = ''): Promise<() => Promise<boolean>> {
  const seen = `everbearerSeen${++watches}`
  const found = `[...document.querySelectorAll(${JSON.stringify(selector)})].some((one) => one.textContent.includes(${JSON.stringify(text)}))`
  await page.evaluate(`(() => {
    const look = () => { window.${seen} ||= ${found} }
    look()
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  })()`)
  return async () => (await page.evaluate(`window.${seen}`)) === true
}

let watches = 0
