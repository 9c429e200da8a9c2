/** Where the keys of somebody without a mouse go. */
import type { Locator, Page } from 'playwright-core'
import { until } from '../processes/until.ts'

const NAME_OF = `(element) =>
  (element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText ?? element.innerText ?? '').replace('*', '').trim()`

/** What has the focus, as somebody who hears the page knows it. */
export const focusedName = (page: Page): Promise<string> => page.evaluate(`(${NAME_OF})(document.activeElement)`)

/**
 * Gives `target` the focus once it can have it: a button that is shut while a call is under way takes none, and the key
 * pressed next would go elsewhere. What the keeper knows already may not have come to the page yet.
 */
export async function giveFocus(target: Locator): Promise<void> {
  await until(`the focus on ${target}`, async () => {
    await target.focus()
    return (await target.and(target.page().locator(':focus')).count()) === 1
  })
}

/**
 * Goes on with the Tab key (or another) until the focus is there; whatever cannot be reached in so many presses is out of
 * reach. A string is the whole first line of the name.
 */
export async function tabTo(page: Page, name: RegExp | string, most = 60, key = 'Tab'): Promise<void> {
  const isIt = (other: string) => (typeof name === 'string' ? other.split('\n')[0]?.trim() === name : name.test(other))
  const shut = () => page.evaluate<string[]>(`[...document.querySelectorAll(':disabled')].map(${NAME_OF})`)
  await until(`${name} to be open, since one that is shut is passed over`, async () =>
    (await shut()).every((each) => !isIt(each)),
  )
  const passed: string[] = []
  for (let presses = 0; presses <= most; presses += 1) {
    const focused = await focusedName(page)
    if (isIt(focused)) return
    passed.push(focused)
    await page.keyboard.press(key)
  }
  throw new Error(`${name} is not reached with ${most} presses of ${key}; they came to: ${passed.join(', ')}`)
}
