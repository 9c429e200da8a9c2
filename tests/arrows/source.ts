import { parseSync } from 'vite'

/** What the arrows need to know of one source file. */
export type Source = {
  /** Every module it names: static, dynamic, re-exported, and in types. */
  imports: string[]
  /** Places that read a clock or dice of their own, by the text a person would search for. */
  impurities: string[]
  lines: number
}

/** Stands for a module address that is not written out. It cannot be followed, so it would be a way round every arrow. */
export const computed = '(computed)'

type Node = { type: string; [field: string]: unknown }

/** Reads TypeScript with the parser of the build, so that a comment or a sentence that looks like an import is none. */
export function readSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`)
  const source: Source = { imports: [], impurities: [], lines: text.trimEnd().split('\n').length }
  visit(program, (node) => {
    source.imports.push(...importOf(node))
    source.impurities.push(...impurityOf(node))
  })
  return source
}

const importing = [
  'ImportDeclaration',
  'ExportAllDeclaration',
  'ExportNamedDeclaration',
  'ImportExpression',
  'TSImportType',
  'TSExternalModuleReference',
]

function importOf(node: Node): string[] {
  if (!importing.includes(node.type)) return []
  const named = node.source ?? node.argument ?? node.expression
  if (node.type === 'ExportNamedDeclaration' && !named) return []
  return [isNode(named) && typeof named.value === 'string' ? named.value : computed]
}

function impurityOf(node: Node): string[] {
  if (node.type === 'MemberExpression') {
    const text = `${nameOf(node.object)}.${nameOf(node.property)}`
    return ['Math.random', 'Date.now'].includes(text) ? [text] : []
  }
  const bare = isNode(node.callee) && nameOf(node.callee) === 'Date'
  if (node.type === 'CallExpression' && bare) return ['Date()']
  const empty = Array.isArray(node.arguments) && node.arguments.length === 0
  return node.type === 'NewExpression' && bare && empty ? ['new Date()'] : []
}

function nameOf(node: unknown): string {
  return isNode(node) ? String(node.name ?? node.value ?? '') : ''
}

function visit(node: unknown, seen: (node: Node) => void): void {
  if (Array.isArray(node)) for (const one of node) visit(one, seen)
  else if (isNode(node)) {
    seen(node)
    for (const field of Object.values(node)) if (typeof field === 'object') visit(field, seen)
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}
