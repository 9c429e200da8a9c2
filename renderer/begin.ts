import { putListInPlace } from './overview/list-place.ts'

/**
 * The page's first script, which only begins the others: what a host has put into the page for its first frame
 * (page-placeholders.ts, FIRST_FRAME_PLACEHOLDER) is drawn before styles and scripts take processors for themselves.
 */
const LONGEST_MS = 500

async function begin(): Promise<void> {
  clearTimeout(late)
  if (begun) return
  begun = true
  const styles = styled()
  const { start } = await import('./main.tsx')
  await styles
  start()
}

/** The page's styles stand in it switched off (scripts/build/page-first-frame.ts), and are loaded from here on. */
function styled(): Promise<unknown> {
  const link = document.querySelector<HTMLLinkElement>('link[rel="stylesheet"]')
  if (link === null) return Promise.resolve()
  const loaded = new Promise((done) => {
    // A page without its styles is ugly; one that waits for ever shows nothing.
    for (const event of ['load', 'error']) link.addEventListener(event, done, { once: true })
  })
  link.disabled = false
  return loaded
}

let begun = false
putListInPlace(document.querySelector('.first-frame table'))
// A window that nobody sees draws nothing.
const late = setTimeout(begin, LONGEST_MS)
if (document.querySelector('.first-frame') === null) void begin()
else requestAnimationFrame(() => setTimeout(begin))
