import type { Bridge } from '../../../shared/api/contract/contract.ts'
import { NAME_PATTERN } from '../../../shared/connections/connection.ts'
import { isVaultShut } from '../../../shared/connections/states.ts'
import { FaultError, raise } from '../../../shared/fault.ts'
import { raiseUsage } from '../input/usage-fault.ts'

/** Names as a command takes them: some, patterns among them perhaps, or all there are. */
export type NameSelection = { readonly names: readonly string[]; readonly all: boolean }

const GLOB_MARKS = /[*?[]/
/** What a pattern may be made of: the letters of names, and the marks. */
const GLOB_PATTERN = /^[a-z0-9*?[\]!-]{1,200}$/

/** True for a word that stands for several names, as shells write it (POSIX 2.13: `*`, `?`, `[abc]`, `[!abc]`). */
export function isGlob(word: string): boolean {
  return GLOB_MARKS.test(word)
}

/** Raises invalid_name for what is neither a name nor a pattern of names. */
export function assertNameOrGlob(word: string): void {
  if (!(isGlob(word) ? GLOB_PATTERN : NAME_PATTERN).test(word)) raise('invalid_name')
}

/** The one plain name that was given; null where there may be several. Raises usage. */
export function onlyName(command: string, { names, all }: NameSelection): string | null {
  const [first] = names
  if (first === undefined && !all) raiseUsage('missing_argument', { command, word: 'name' })
  if (first !== undefined && all) raiseUsage('all_and_names')
  return names.length === 1 && first !== undefined && !isGlob(first) ? first : null
}

/**
 * The names that words and patterns stand for, each once, in order. A plain name that does not exist is among them, and its
 * call raises; a pattern without a match raises no_such_connection, and a locked vault its fault, once for all.
 */
export async function resolveNames(bridge: Bridge, { names, all }: NameSelection): Promise<readonly string[]> {
  const views = await bridge.call('connections.list', {})
  const trouble = views.find(isVaultShut)?.fault ?? null
  if (trouble !== null) throw new FaultError(trouble)
  const known = views.map(({ name }) => name).sort((one, other) => one.localeCompare(other))
  if (all) return known
  const resolved = names.flatMap((word) => {
    if (!isGlob(word)) return [word]
    const matching = known.filter((name) => globFits(word, name))
    return matching.length > 0 ? matching : raise('no_such_connection', { name: word })
  })
  return [...new Set(resolved)]
}

/** Walks both and goes back to the last star only; a regular expression could become slow. */
export function globFits(glob: string, name: string): boolean {
  let nameAt = 0
  let globAt = 0
  let afterStar = -1
  let nameAtStar = 0
  while (nameAt < name.length) {
    const step = stepAt(glob, globAt)
    if (step?.kind === 'star') {
      afterStar = globAt + 1
      nameAtStar = nameAt
      globAt = afterStar
    } else if (step?.takes(name[nameAt] ?? '')) {
      globAt = step.next
      nameAt += 1
    } else if (afterStar >= 0) {
      nameAtStar += 1
      nameAt = nameAtStar
      globAt = afterStar
    } else return false
  }
  while (glob[globAt] === '*') globAt += 1
  return globAt === glob.length
}

type Step =
  | { readonly kind: 'star' }
  | { readonly kind: 'letter'; readonly next: number; takes(letter: string): boolean }

function stepAt(glob: string, from: number): Step | null {
  const mark = glob[from]
  if (mark === undefined) return null
  if (mark === '*') return { kind: 'star' }
  if (mark === '?') return { kind: 'letter', next: from + 1, takes: () => true }
  const end = glob.indexOf(']', from + 2)
  if (mark !== '[' || end < 0) return { kind: 'letter', next: from + 1, takes: (letter) => letter === mark }
  const inside = glob.slice(from + 1, end)
  const isNegated = inside.startsWith('!')
  const letters = isNegated ? inside.slice(1) : inside
  return { kind: 'letter', next: end + 1, takes: (letter) => isInClass(letters, letter) !== isNegated }
}

/** `a-f` is a range; a hyphen at either end is itself. */
function isInClass(letters: string, letter: string): boolean {
  for (let at = 0; at < letters.length; at++) {
    const last = letters[at + 1] === '-' ? letters[at + 2] : undefined
    const first = letters[at] ?? ''
    if (last === undefined) {
      if (first === letter) return true
    } else {
      if (first <= letter && letter <= last) return true
      at += 2
    }
  }
  return false
}
