import type { Remembered } from '../../../shared/api/contract/contract.ts'
import { NAME_PATTERN } from '../../../shared/connections/connection-name.ts'
import { sayNumber } from '../../../shared/text/counted.ts'
import type { FirstFrameTexts } from '../../../shared/text/first-frame-texts.ts'
import { filled } from '../../../shared/text/sentence.ts'

/** More than any screen shows. */
const MAX_ROWS = 50

/**
 * What the page shows in its first frame, before its script has run: the list as it was last seen, in the words that the
 * script says then (renderer/overview/remembered-overview.tsx), in the shapes of renderer/first-frame.css, so that nothing
 * moves when the script takes over. A name can be pressed already: its address is the page's own, and the script begins there.
 * Empty where nothing is remembered.
 */
export function firstFrame(remembered: readonly Remembered[], { overview, shell, states }: FirstFrameTexts): string {
  const { length: count } = remembered
  if (count === 0) return ''
  const title = filled(overview.remembered, { count })
  const rows = remembered.slice(0, MAX_ROWS).map(({ name, state }) => row(name, state, states[state].word))
  return [
    `<div class="first-frame"><div class="first-side"><div class="first-brand">${escaped(shell.product)}</div>`,
    `<div class="first-nav"><span>${escaped(shell.overview)}<span>${sayNumber(shell.language, count)}</span></span>`,
    `${[shell.journal, shell.settings, shell.help].map(span).join('')}</div></div>`,
    `<main><div><div><h1>${escaped(title)}</h1><p role="status">${escaped(overview.rememberedSay)}</p></div><div></div></div>`,
    `<table><thead><tr>${columns(overview)}</tr></thead><tbody>${rows.join('')}</tbody></table></main></div>`,
  ].join('')
}

/** The last, with what can be done, says its name to assistive programs alone, and later. */
function columns(words: FirstFrameTexts['overview']): string {
  const titles = [words.columnConnection, words.columnState, words.columnLife, words.columnLast]
  return [...titles, ''].map((word) => `<th>${escaped(word)}</th>`).join('')
}

function row(name: string, state: string, word: string): string {
  const shown = word.charAt(0).toUpperCase() + word.slice(1)
  return `<tr><th>${link(name)}</th><td><span data-state="${escaped(state)}">${escaped(shown)}</span></td><td></td><td></td><td></td></tr>`
}

/** What somebody has written into the index instead of a name leads nowhere. */
function link(name: string): string {
  return NAME_PATTERN.test(name) ? `<a href="#/connections/${name}">${name}</a>` : escaped(name)
}

function span(word: string): string {
  return `<span>${escaped(word)}</span>`
}

/** The index is a file that anybody may have written into; a name from it is text, whatever it says. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
