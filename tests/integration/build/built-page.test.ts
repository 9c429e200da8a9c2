import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const assets = resolve(import.meta.dirname, '../../../dist/page/assets')

/** All files of that kind that a page may load, as one text. */
function built(kind: '.js' | '.css'): string {
  const names = readdirSync(assets).filter((name) => name.endsWith(kind))
  return names.map((name) => readFileSync(join(assets, name), 'utf8')).join('\n')
}

function classesIn(text: string): Set<string> {
  return new Set(text.match(/\bm_[0-9a-f]{6,8}\b/g))
}

test('every component of Mantine on the page has its styles there (renderer/mantine-styles.ts), and hardly one has them in vain', () => {
  const all = readFileSync(createRequire(import.meta.url).resolve('@mantine/core/styles.layer.css'), 'utf8')
  const styled = classesIn(all)
  const used = [...classesIn(built('.js'))].filter((name) => styled.has(name))
  const there = classesIn(built('.css'))
  expect(used.length).toBeGreaterThan(80)
  expect(used.filter((name) => !there.has(name))).toEqual([])
  expect(built('.css').length).toBeLessThan(all.length / 1.8)
})

/** Each file that a page loads costs it as much as 50 kB more of script do, and each test in a browser pays that. */
test('the page is four files of script, and its first screen has neither dialogs nor forms nor schemas in its own', () => {
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'))
  expect(scripts.map((name) => name.split('-')[0]).sort()).toEqual(['index', 'later', 'main', 'schemas'])
  const [main = ''] = scripts.filter((name) => name.startsWith('main-'))
  const text = readFileSync(join(assets, main), 'utf8')
  expect(text).not.toContain('data-scroll-locked')
  expect(text).not.toContain('ZodObject')
  expect(text.length).toBeLessThan(680_000)
})
