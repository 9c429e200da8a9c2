import { randomBytes } from 'node:crypto'
import { visibleText } from '../../../../shared/text/visible-text.ts'
import { withPlainSpaces } from '../../../../shared/time/duration.ts'

/**
 * The one filter in front of the terminal. Names, addresses and servers' words could hold sequences that write to the
 * clipboard, erase lines or turn the writing around; they are printed as visible marks. Our own colours and cursor moves
 * are written as marks that begin with a word of this very run, which nobody outside can know, and become sequences here.
 */
const KEY = `<${randomBytes(12).toString('hex')}:`
const END = '>'

/** A sequence of ours (ECMA-48 section 5.4) without its beginning, such as `31m` or `2K`. It takes no room and hurts no text. */
export function ownSequence(sequence: string): string {
  return `${KEY}${sequence}${END}`
}

/** What reaches the terminal. */
export function terminalText(text: string): string {
  const [first = '', ...others] = withPlainSpaces(text).split(KEY)
  const painted = others.map((part) => {
    const end = part.indexOf(END)
    return `\u001b[${part.slice(0, end)}${visibleText(part.slice(end + 1))}`
  })
  return visibleText(first) + painted.join('')
}

/** The letters that a person will see, without colours. */
export function withoutSequences(text: string): string {
  const [first = '', ...others] = text.split(KEY)
  return first + others.map((part) => part.slice(part.indexOf(END) + 1)).join('')
}
