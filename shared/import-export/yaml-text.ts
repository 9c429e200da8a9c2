import { isMap, isScalar, isSeq, type ParsedNode, parseDocument } from 'yaml'
import { raise } from '../fault.ts'

/** What programs write is flat; deeper nesting only makes reading expensive. */
const MAX_DEPTH = 16

/**
 * One YAML document as maps, lists and texts: `12` and `yes` stay texts. Whatever makes a text mean something else than
 * what a reader sees is refused: anchors, aliases, tags, keys that come twice or are not texts, a second
 * document. Raises import_yaml {line}.
 */
export function yamlIn(text: string): unknown {
  const document = parseDocument(text, {
    schema: 'failsafe',
    // An error would quote the text, which holds secrets.
    prettyErrors: false,
    // These two compare every key with every other, which takes minutes for a file of the allowed size; see below.
    uniqueKeys: false,
    stringKeys: false,
  })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined) refuse(problem.pos[0])
  return toPlain(document.contents, 0)

  function toPlain(node: ParsedNode | null, depth: number): unknown {
    if (node === null) return ''
    if (depth > MAX_DEPTH || node.tag !== undefined || ('anchor' in node && node.anchor !== undefined))
      refuse(node.range[0])
    if (isScalar(node)) return String(node.value ?? '')
    if (isSeq<ParsedNode>(node)) return node.items.map((item) => toPlain(item, depth + 1))
    if (!isMap<ParsedNode, ParsedNode | null>(node)) return refuse(node.range[0])
    const entries = new Map<string, unknown>()
    for (const { key, value } of node.items) {
      const name = toPlain(key, MAX_DEPTH)
      if (typeof name !== 'string' || entries.has(name)) refuse(key.range[0])
      entries.set(name, toPlain(value, depth + 1))
    }
    return Object.fromEntries(entries)
  }

  function refuse(at: number): never {
    return raise('import_yaml', { line: text.slice(0, at).split('\n').length })
  }
}
