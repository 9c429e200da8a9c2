/** What the built main process loads before its window: whoever has clicked the icon waits for all of it. */
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const dist = resolve(import.meta.dirname, '..', '..', '..', 'dist')
/** A schema library alone would be more, and so would electron-store. */
const MOST_BYTES = 150_000

function loadedWith(file: string, known = new Map<string, string>()): ReadonlyMap<string, string> {
  if (known.has(file)) return known
  const text = readFileSync(file, 'utf8')
  known.set(file, text)
  for (const [, name = ''] of text.matchAll(/^(?:import|export) .*?["'](\.{1,2}\/[^"']+)["'];?$/gm))
    loadedWith(join(dirname(file), name), known)
  return known
}

test('little is loaded before the window, and neither a schema library nor a store', () => {
  const loaded = [...loadedWith(join(dist, 'main.js')).values()]
  expect(loaded.length).toBeGreaterThan(5)
  expect(loaded.reduce((sum, text) => sum + text.length, 0)).toBeLessThan(MOST_BYTES)
  for (const text of loaded) expect(text).not.toMatch(/node_modules\/(zod|electron-store|conf|ajv)\//)
})
