import type { Remembered } from '../../../shared/api/contract/contract.ts'
import { pageTextsFor } from '../../../shared/text/page-texts.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'

/** More than any screen shows. */
const MOST_ROWS = 50

/**
 * What the page shows in its first frame, before its script has run: the list as it was last seen, in the words that the
 * script says then (renderer/overview/remembered-overview.tsx), in the shapes of renderer/first-frame.css. Empty where
 * nothing is remembered.
 */
export function firstFrame(remembered: readonly Remembered[], texts: Texts): string {
  const { length: count } = remembered
  if (count === 0) return ''
  const { overview, shell } = pageTextsFor(texts.language)
  const title = count === 1 ? overview.rememberedOne : filled(overview.rememberedMany, { count })
  const rows = remembered.slice(0, MOST_ROWS).map(({ name, state }) => row(name, state, texts.states[state].word))
  return [
    `<div class="first-frame"><div class="first-side">${escaped(shell.product)}</div><main>`,
    `<h1>${escaped(title)}</h1><p role="status">${escaped(overview.rememberedSay)}</p>`,
    `<div class="first-rows">${rows.join('')}</div></main></div>`,
  ].join('')
}

function row(name: string, state: string, word: string): string {
  const shown = word.charAt(0).toUpperCase() + word.slice(1)
  return `<div class="first-row"><div>${escaped(name)}</div><div data-state="${escaped(state)}">${escaped(shown)}</div></div>`
}

/** The index is a file that anybody may have written into; a name from it is text, whatever it says. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
