import { expect, test } from 'vitest'
import { jsx, jsxs } from '../../renderer/painted/jsx-runtime.ts'

const HOSTILE = 'https://draw.example/\u202egpj.exe\u200b'
const SHOWN = 'https://draw.example/<U+202E>gpj.exe<U+200B>'

function propsOf(element: unknown): Record<string, unknown> {
  return (element as { props: Record<string, unknown> }).props
}

test('every text that an element is painted with is made visible', () => {
  expect(propsOf(jsx('p', { children: HOSTILE }))['children']).toBe(SHOWN)
  expect(propsOf(jsxs('p', { children: ['to ', HOSTILE, 3, null] }))['children']).toEqual(['to ', SHOWN, 3, null])
  expect(propsOf(jsx('a', { title: HOSTILE, 'aria-label': HOSTILE }))).toEqual({ title: SHOWN, 'aria-label': SHOWN })
})

test('what is typed, followed or our own stays as it is', () => {
  const props = { value: HOSTILE, defaultValue: HOSTILE, href: HOSTILE, rows: 2, onPaste: () => undefined }
  expect(propsOf(jsx('input', props))).toEqual(props)
  const children = [jsx('b', { children: 'a' }), 'plain']
  expect(propsOf(jsxs('p', { children }))['children']).toBe(children)
})
