import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from './every-command.ts'

/** Commands and options as README and guides write them are those that there are. */

const root = resolve(import.meta.dirname, '..', '..')
const guides = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
const documents = ['README.md', ...guides.filter((name) => name.endsWith('.md')).map((name) => join('docs', name))]

/** In back ticks or at the beginning of a line, up to their end, a pipe, or the words that explain it. */
const LINE = /(?:^|`)everbearer ([a-z][^`\n|;>]*)/gm

function unknownIn(line: string): string | null {
  const [words = ''] = line.split(/ {2,}| -- |: /)
  const [first = '', second = '', ...rest] = words.trim().split(' ')
  const command = COMMANDS.find(({ path }) => path.join(' ') === `${first} ${second}`) ?? commandNamed(first)
  if (command === undefined) return first
  const known = command.command.options.map(({ long }) => long)
  const options = [second, ...rest].flatMap((word) => /^--[a-z][a-z-]*/.exec(word) ?? [])
  return options.find((option) => !known.includes(option) && option !== '--help') ?? null
}

/** `vault` alone stands for what belongs to it. */
function commandNamed(name: string): (typeof COMMANDS)[number] | undefined {
  return COMMANDS.find(({ path }) => path[0] === name)
}

test.each(documents)('%s names only commands and options that there are', (path) => {
  const text = readFileSync(join(root, path), 'utf8')
  const unknown = [...text.matchAll(LINE)].map(([, line = '']) => [line, unknownIn(line)])
  expect(unknown.filter(([, found]) => found !== null)).toEqual([])
})

test('the documents name commands at all', () => {
  const all = documents.flatMap((path) => [...readFileSync(join(root, path), 'utf8').matchAll(LINE)])
  expect(all.length).toBeGreaterThan(40)
})

test.each([
  ['tokne ward', 'tokne'],
  ['list --jsno', '--jsno'],
  ['vault move file --yess', '--yess'],
])('%s would be found', (line, found) => {
  expect(unknownIn(line)).toBe(found)
})
