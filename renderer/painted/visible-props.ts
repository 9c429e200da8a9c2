import { visibleText } from '../../shared/text/visible-text.ts'

/** What a person types or a program follows stays as it is: an input with a mark in it would save that mark. */
const AS_THEY_ARE: ReadonlySet<string> = new Set(['value', 'defaultValue', 'href', 'src', 'id', 'name', 'className'])

/**
 * What an element is painted with: every text in it, also a title or a label, with marks in place of characters that
 * nobody sees (shared/text/visible-text.ts). All elements of the page pass here, so no server's or file's word goes by.
 */
export function visibleProps<Given extends object>(props: Given): Given {
  let changed: object | null = null
  for (const name in props) {
    const value: unknown = props[name]
    // Each element passes here at each painting: most of what it is given are no texts.
    if (typeof value !== 'string' && !Array.isArray(value)) continue
    const shown = AS_THEY_ARE.has(name) ? value : shownValue(name, value)
    if (shown !== value) changed = { ...(changed ?? {}), [name]: shown }
  }
  return changed === null ? props : { ...props, ...changed }
}

function shownValue(name: string, value: unknown): unknown {
  if (typeof value === 'string') return visibleText(value)
  if (name !== 'children' || !Array.isArray(value)) return value
  const children = value as readonly unknown[]
  return children.some((child) => shownValue('children', child) !== child)
    ? children.map((child) => shownValue('children', child))
    : value
}
