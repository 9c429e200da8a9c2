import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { judgeDraft } from '../../shared/entry/judge-draft.ts'
import { FAULT_KIND } from '../../shared/faults/fault-kind.ts'
import { systemNamed } from '../../shared/systems/registry.ts'
import { COMMANDS } from './every-command.ts'

/** Commands, options, codes and examples as README and guides write them are those that there are. */

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

/** Whole connections; what a person has of his own stands there as dots. */
function examples(): Array<Record<string, unknown>> {
  const blocks = documents.flatMap((path) => [
    ...readFileSync(join(root, path), 'utf8').matchAll(/^```json\n(.*?)^```$/gms),
  ])
  return blocks
    .map(
      ([, text = '']) =>
        JSON.parse(text.replaceAll(/"(\w+)": "\.\.\."/g, '"$1": "a-made-up-$1"')) as Record<string, unknown>,
    )
    .filter((entry) => 'system' in entry)
}

test('a connection that stands there as an example can be added', () => {
  expect(examples().length).toBeGreaterThan(2)
  for (const entry of examples()) {
    const system = systemNamed(String(entry['system']))
    if (system === null) throw new Error(`There is no system ${entry['system']}`)
    const { mistakes } = judgeDraft(entry, system, null, 0)
    expect(mistakes.filter(({ level }) => level === 'error')).toEqual([])
  }
})

test('every code that troubleshooting explains can be met', () => {
  const guide = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8')
  const codes = [...guide.matchAll(/^\| (`[a-z_`, ]+`) \|/gm)].flatMap(([, cell = '']) => cell.match(/[a-z_]+/g) ?? [])
  expect(codes.length).toBeGreaterThan(10)
  expect(codes.filter((code) => !(code in FAULT_KIND))).toEqual([])
})
