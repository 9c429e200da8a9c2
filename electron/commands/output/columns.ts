import { visibleLine } from '../../../shared/text/visible-text.ts'
import { withoutSequences } from '../../adapters/node/terminal/terminal-filter.ts'

/** Breaks text between words so that no line is longer than `width`; words longer than that stay whole. */
export function wrapped(text: string, width: number, indent = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + shownLength(line) + 1 + shownLength(word) > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each) => `${indent}${each}`).join('\n')
}

/** Rows in columns, two spaces apart; the last column is left ragged. Cells may hold colours, which take no room. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  // A cell that brought a line break of its own could pretend to be a row.
  const lines = rows.map((row) => row.map(visibleLine))
  const columns = Math.max(0, ...lines.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...lines.map((row) => shownLength(row[column] ?? ''))),
  )
  return lines.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : padded(cell, widths[column] ?? 0))).join(GAP),
  )
}

/** With less room than this beside its label, a value goes on the next line. */
const MIN_COLUMN = 24

/** Labels and values as `aligned` has them; what is longer than `width` goes on below its own beginning. */
export function alignedWithin(rows: readonly (readonly [label: string, value: string])[], width: number): string[] {
  const column = Math.max(0, ...rows.map(([label]) => shownLength(visibleLine(label)))) + GAP.length
  if (!rows.some(([, value]) => column + shownLength(value) > width)) return aligned(rows)
  const isBelow = width - column < MIN_COLUMN
  const before = isBelow ? GAP : ' '.repeat(column)
  return rows.flatMap(([label, value]) => {
    const [first = '', ...others] = wrapped(visibleLine(value), width - before.length).split('\n')
    const head = isBelow ? [visibleLine(label), before + first] : [padded(visibleLine(label), column) + first]
    return [...head, ...others.map((line) => before + line)]
  })
}

const GAP = '  '

export function padded(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - shownLength(cell)))
}

export function shownLength(text: string): number {
  return [...withoutSequences(text)].length
}
