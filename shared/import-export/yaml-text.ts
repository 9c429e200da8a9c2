import { isMap, isScalar, isSeq, type ParsedNode, parseDocument } from 'yaml'
import { raise } from '../fault.ts'

/** What programs write by themselves is flat; a file that goes deeper wants to be expensive. */
const DEEPEST = 16

/**
 * One YAML document as maps, lists and texts: `12` and `yes` are the texts that stand there. Whatever makes a text mean
 * something else than what one sees is refused: anchors, aliases, tags, keys that come twice or are no texts, a second
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
  const [trouble] = [...document.errors, ...document.warnings]
  if (trouble !== undefined) refuse(trouble.pos[0])
  return plain(document.contents, 0)

  function plain(node: ParsedNode | null, depth: number): unknown {
    if (node === null) return ''
    if (depth > DEEPEST || node.tag !== undefined || ('anchor' in node && node.anchor !== undefined))
      refuse(node.range[0])
    if (isScalar(node)) return String(node.value ?? '')
    if (isSeq<ParsedNode>(node)) return node.items.map((item) => plain(item, depth + 1))
    if (!isMap<ParsedNode, ParsedNode | null>(node)) return refuse(node.range[0])
    const entries = new Map<string, unknown>()
    for (const { key, value } of node.items) {
      const name = plain(key, DEEPEST)
      if (typeof name !== 'string' || entries.has(name)) refuse(key.range[0])
      entries.set(name, plain(value, depth + 1))
    }
    return Object.fromEntries(entries)
  }

  function refuse(at: number): never {
    return raise('import_yaml', { line: text.slice(0, at).split('\n').length })
  }
}
