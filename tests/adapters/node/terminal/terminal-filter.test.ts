import { expect, test } from 'vitest'
import {
  ownSequence,
  terminalText,
  withoutSequences,
} from '../../../../electron/adapters/node/terminal/terminal-filter.ts'

test('our own colours and cursor moves become sequences', () => {
  expect(terminalText(`${ownSequence('32m')}● valid${ownSequence('0m')}\n`)).toBe('\u001b[32m● valid\u001b[0m\n')
  expect(terminalText(`${ownSequence('?25l')}${ownSequence('2K')}a`)).toBe('\u001b[?25l\u001b[2Ka')
  expect(withoutSequences(`${ownSequence('32m')}valid${ownSequence('0m')}`)).toBe('valid')
})

test.each([
  ['even our own green', '\u001b[32m● valid\u001b[0m'],
  ['the clipboard', '\u001b]52;c;cm0gLXJmIH4=\u0007'],
  ['a link that is called otherwise', '\u001b]8;;https://evil.example\u001b\\https://draw.example\u001b]8;;\u001b\\'],
  ['the title', '\u001b]0;root\u0007'],
  ['an erased line', '\r\u001b[2K'],
  ['the same with eight bits', '\u009b2K\u009d52;c;a\u009c'],
  ['another line over this one', 'refused\rvalid  '],
  ['writing from the right', 'https://draw.example/\u202emoc.live'],
])('nobody else’s do: %s', (_what, text) => {
  const shown = terminalText(`${ownSequence('1m')}${text}${ownSequence('0m')}`)
  const inside = shown.slice('\u001b[1m'.length, -'\u001b[0m'.length)
  expect(inside).not.toMatch(/[^\n\P{C}]/u)
  expect(inside).toContain('<U+')
})

test('a guessed mark stays what it is', () => {
  expect(terminalText('<0123456789abcdef01234567:31m>')).toBe('<0123456789abcdef01234567:31m>')
})
