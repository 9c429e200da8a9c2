import { parseAst } from 'vite'

/** One small fault: the expression or statement from `start` to `end` becomes `text`. */
export type Mutant = {
  readonly file: string
  readonly line: number
  readonly start: number
  readonly end: number
  readonly kind: 'expression' | 'statement'
  readonly was: string
  readonly text: string
}

type Node = { readonly type: string; readonly start: number; readonly end: number } & Readonly<Record<string, unknown>>
type Change = Pick<Mutant, 'start' | 'end' | 'kind' | 'text'>

const OTHER_OPERATOR: Readonly<Record<string, string>> = {
  ...{ '<': '<=', '<=': '<', '>': '>=', '>=': '>', '===': '!==', '!==': '===' },
  ...{ '+': '-', '-': '+', '*': '/', '/': '*', '&&': '||', '||': '&&', '??': '&&' },
}

/** What can go wrong in one place without a compiler noticing: a turned comparison, a bound, a condition, a call left out. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const found: Mutant[] = []
  walk(parsed(source), (node) => {
    for (const change of changesOf(node, source)) {
      const { start, end } = change
      found.push({ file, line: source.slice(0, start).split('\n').length, was: source.slice(start, end), ...change })
    }
  })
  return found
}

/** Statements that are an expression alone, from where to where. */
export function expressionStatements(source: string): (readonly [start: number, end: number])[] {
  const found: (readonly [number, number])[] = []
  walk(parsed(source), ({ type, start, end }) => {
    if (type === 'ExpressionStatement') found.push([start, end])
  })
  return found
}

function changesOf(node: Node, source: string): readonly Change[] {
  if (node.type === 'BinaryExpression' || node.type === 'LogicalExpression') return operatorChange(node, source)
  if (node.type === 'UnaryExpression' && node['operator'] === '!') {
    return [expression(node, textOf(node['argument'], source))]
  }
  if (node.type === 'Literal') return literalChange(node)
  if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') {
    const test = node['test'] as Node
    return [expression(test, 'true'), expression(test, 'false')]
  }
  const isCall =
    node.type === 'ExpressionStatement' && /^(Call|Await)Expression$/.test((node['expression'] as Node).type)
  return isCall ? [{ start: node.start, end: node.end, kind: 'statement', text: '{}' }] : []
}

function operatorChange(node: Node, source: string): readonly Change[] {
  const other = OTHER_OPERATOR[String(node['operator'])]
  if (other === undefined) return []
  return [expression(node, `(${textOf(node['left'], source)}) ${other} (${textOf(node['right'], source)})`)]
}

function literalChange(node: Node): readonly Change[] {
  const { value } = node
  if (typeof value === 'boolean') return [expression(node, String(!value))]
  return typeof value === 'number' ? [expression(node, `${value} + 1`)] : []
}

function expression({ start, end }: Node, text: string): Change {
  return { start, end, kind: 'expression', text }
}

function textOf(node: unknown, source: string): string {
  const { start, end } = node as Node
  return source.slice(start, end)
}

function parsed(source: string): Node {
  return parseAst(source, { lang: 'ts' }) as unknown as Node
}

/** Types are no part of what runs, and a name in an object is no value. */
function walk(node: Node, visit: (node: Node) => void): void {
  if (node.type.startsWith('TS') && !/^TS(As|Satisfies|NonNull)Expression$/.test(node.type)) return
  visit(node)
  for (const [name, value] of Object.entries(node)) {
    if (name === 'key' && node['computed'] !== true) continue
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && typeof child.type === 'string') walk(child as Node, visit)
    }
  }
}
