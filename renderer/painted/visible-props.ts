import { visibleText } from '../../shared/text/visible-text.ts'

/** What a person types or a program follows stays as it is: an input with a mark in it would save that mark. */
const AS_THEY_ARE: ReadonlySet<string> = new Set(['value', 'defaultValue', 'href', 'src', 'id', 'name', 'className'])

/**
 * What an element is painted with: every text in it, also a title or a label, with marks in place of characters that
 * nobody sees (shared/text/visible-text.ts). All elements of the page pass here, so no server's or file's word goes by.
 */
export function visibleProps<Given extends object>(props: Given): Given {
  const changed = Object.entries(props).flatMap(([name, value]: [string, unknown]) => {
    const shown = AS_THEY_ARE.has(name) ? value : shownValue(name, value)
    return shown === value ? [] : [[name, shown] as const]
  })
  return changed.length === 0 ? props : { ...props, ...Object.fromEntries(changed) }
}

function shownValue(name: string, value: unknown): unknown {
  if (typeof value === 'string') return visibleText(value)
  if (name !== 'children' || !Array.isArray(value)) return value
  const children = value as readonly unknown[]
  return children.some((child) => shownValue('children', child) !== child)
    ? children.map((child) => shownValue('children', child))
    : value
}
