import { analyse } from 'scslre'
import { parseSync } from 'vite'
import type { Tree } from './rules.ts'

type Node = { type: string; [field: string]: unknown }

/** Patterns put together while the program runs cannot be judged here; these are made of our own words and of connections' names. */
const OWN_WORDS = [
  'electron/doors/event-log.ts',
  'renderer/host/page-key.ts',
  'electron/desktop/deep-link.ts',
  'shared/support-file.ts',
]

/**
 * Every pattern in the tree that can take more than linear time over some text, with its file: by the structure of the
 * pattern, so that no text has to be thought of. Outside text may meet any of them sooner or later.
 */
export function slowPatterns(tree: Tree): string[] {
  return Object.entries(tree).flatMap(([path, text]) => {
    const found: string[] = []
    visit(parseSync(path, text).program, (node) => {
      const slow = slowOne(node)
      if (slow !== null) found.push(`${path}: ${slow}`)
      if (isComputed(node) && !OWN_WORDS.includes(path)) found.push(`${path}: a pattern that is put together`)
    })
    return found
  })
}

/** `Move` is a search that begins anew at each letter, such as `/-+$/`. */
function slowOne({ regex }: Node): string | null {
  if (typeof regex !== 'object' || regex === null) return null
  const { pattern, flags } = regex as { pattern: string; flags: string }
  const { reports } = analyse({ source: pattern, flags }, { reportTypes: { Move: true, Self: true, Trade: true } })
  const [worst] = reports
  return worst === undefined ? null : `/${pattern}/${flags} (${worst.exponential ? 'exponential' : worst.type})`
}

function isComputed(node: Node): boolean {
  const { type, callee } = node
  return (type === 'NewExpression' || type === 'CallExpression') && (callee as Node | undefined)?.name === 'RegExp'
}

function visit(node: unknown, seen: (node: Node) => void): void {
  if (Array.isArray(node)) for (const one of node) visit(one, seen)
  else if (typeof node === 'object' && node !== null) {
    if (typeof (node as Node).type === 'string') seen(node as Node)
    for (const field of Object.values(node)) if (typeof field === 'object') visit(field, seen)
  }
}
