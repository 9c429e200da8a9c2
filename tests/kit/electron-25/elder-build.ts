/**
 * The product built a second time, for the one Electron that a closed network lets tests have: 25, with Node 18 and
 * Chromium 114. It takes the product's own build and changes what that runtime cannot read: a main program must be CommonJS
 * there (Electron reads modules from 28 on), and words that came later are brought by missing*.js.
 */
import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Plugin, UserConfig } from 'vite'
import { entries } from '../../../scripts/build/entries.mjs'

const here = import.meta.dirname
const PAGE_ENTRY = resolve(here, '..', '..', '..', 'renderer', 'main.tsx')

/** `part` is `page`, `preload`, or the name of one program: each alone, since in CommonJS a shared chunk would draw one
 * program into another. */
export function elderBuild(product: UserConfig, part: string): UserConfig {
  const { build, plugins = [] } = product
  if (part === 'preload') return { ...product, build: { ...build, target: 'chrome114' } }
  if (part === 'page') {
    return { ...product, plugins: [...plugins, shimmedPage()], build: { ...build, target: 'chrome114' } }
  }
  const entry = entries[part]
  if (entry === undefined) throw new Error(`there is no program ${part}`)
  const banner = ['missing.js', 'missing-in-node.js'].map((name) => readFileSync(join(here, name), 'utf8')).join('')
  const rolldownOptions = {
    ...build?.rolldownOptions,
    input: { [part]: entry },
    // Side by side, so that a program lies in the folder of whoever starts it.
    output: { format: 'cjs' as const, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', banner },
  }
  return {
    ...product,
    plugins: [...plugins, programAddresses()],
    build: { ...build, target: 'node18', emptyOutDir: false, rolldownOptions },
  }
}

/** Imported first, so that it runs before everything else of the page. */
function shimmedPage(): Plugin {
  const words = `import ${JSON.stringify(join(here, 'missing.js'))};\n`
  return {
    name: 'everbearer:shimmed-page',
    enforce: 'pre',
    transform: (code, id) => (id === PAGE_ENTRY ? words + code : null),
  }
}

/** As entryAddresses of vite.config.ts, which looks for words that CommonJS does not have. */
function programAddresses(): Plugin {
  const address = /new URL\(\s*(['"`])(?:\.{1,2}\/)+(?:[^'"`]+\/)?([\w-]+)\.ts\1\s*,\s*import\.meta\.url\s*\)/g
  return {
    name: 'everbearer:program-addresses',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('.ts') || !code.includes('import.meta.url')) return null
      return code.replace(address, (_whole, _quote, name: string) => {
        if (!(name in entries))
          this.error(`${basename(id)} runs ${name}.ts, which is no program of scripts/build/entries.mjs`)
        return `require('node:url').pathToFileURL(require('node:path').join(__dirname, '${name}.js'))`
      })
    },
  }
}
