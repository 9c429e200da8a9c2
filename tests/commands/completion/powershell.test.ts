import { expect, test } from 'vitest'
import { COMPLETION_SCRIPTS } from '../../../electron/commands/completion/scripts.ts'

/**
 * Debian has no PowerShell, so nothing here runs this script. What can be seen without one: that everything that is
 * opened is closed again, that nothing but what PowerShell has is called, and that no variable is read before it is set.
 */
const script = COMPLETION_SCRIPTS.powershell

/** Without comments, and with each string as an empty one: what is in them opens and closes nothing. */
function bare(text: string): string {
  let left = text
  let seen = ''
  while (left !== '') {
    const [taken = '', instead = taken] = tokenAt(left)
    seen += instead
    left = left.slice(taken.length)
  }
  return seen
}

function tokenAt(text: string): [string, string?] {
  const comment = /^#[^\n]*/.exec(text)
  if (comment !== null) return [comment[0], '']
  const quoted = /^'(?:''|[^'\n])*'|^"(?:`.|""|[^"`\n])*"/.exec(text)
  if (quoted !== null) return [quoted[0], "''"]
  if (/^['"]/.test(text)) throw new Error(`a string that does not end: ${text.slice(0, 20)}`)
  return [text.slice(0, 1)]
}

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** What of it is not closed, or closed by something else; empty for a script that is whole. */
function unclosed(text: string): string {
  const open: string[] = []
  for (const letter of bare(text)) {
    const closing = CLOSES[letter]
    if (closing !== undefined) open.push(closing)
    else if (Object.values(CLOSES).includes(letter) && open.pop() !== letter) return letter
  }
  return open.join('')
}

/** Set by the shell itself, inside of every script block or pipeline. */
const AUTOMATIC = ['_', 'null']

/** In the order in which a reader meets them. Those of `param` and of an assignment are set from there on. */
function readBeforeSet(text: string): string[] {
  const known = new Set<string>(AUTOMATIC)
  const strange: string[] = []
  for (const line of bare(text).split('\n')) {
    const set = /^\s*param\(|^\s*\$\w+(?:\s*,\s*\$\w+)*\s*=[^=]|\)\s*\{\s*\$\w+\s*=/.exec(line)?.[0] ?? ''
    const names = [...(set.includes('param') ? line : set).matchAll(/\$(\w+)/g)].map(([, name = '']) => name)
    const read = [...line.matchAll(/[$@](\w+)/g)].map(([, name = '']) => name).filter((name) => !names.includes(name))
    strange.push(...read.filter((name) => !known.has(name)))
    for (const name of names) known.add(name)
  }
  return strange
}

test('everything that it opens is closed again, and every variable is set before it is read', () => {
  expect([unclosed(script), readBeforeSet(script)]).toEqual(['', []])
})

test.each<[string, string, string, readonly string[]]>([
  ['a brace too few', script.replace(/\}\n$/, ''), '}', []],
  ['a bracket for a brace', script.replace('Extent.Text }', 'Extent.Text )'), ')', []],
  ['a brace in a comment', `${script}# }\n`, '', []],
  ['a variable that nobody has set', script.replace('$words.Count - 1', '$word.Count - 1'), '', ['word']],
])('with %s it would be noticed', (_what, broken, left, strange) => {
  expect(broken).not.toBe(script)
  expect([unclosed(broken), readBeforeSet(broken)]).toEqual([left, strange])
})

test('a string that does not end would be noticed', () => {
  expect(() => unclosed(script.replace('"`t"', '"`t'))).toThrow('does not end')
})

test('it calls what every PowerShell has, with parameters that those have', () => {
  const commands = bare(script).match(/\b[A-Z][A-Za-z]+-[A-Z]\w+/g)
  expect(new Set(commands)).toEqual(new Set(['Register-ArgumentCompleter', 'Where-Object', 'ForEach-Object']))
  const [registering = ''] = /Register-ArgumentCompleter[^\n]*/.exec(script) ?? []
  expect(registering.match(/ -\w+/g)).toEqual([' -Native', ' -CommandName', ' -ScriptBlock'])
  // Of a completer for a program that is none of PowerShell's own, in this order.
  expect(script).toContain('param($wordToComplete, $commandAst, $cursorPosition)')
  // Bare dashes would be the shell's own end of parameters where npm has put a script in front of the program.
  expect(script).toContain("--for $at '--' @words")
})
