import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/**
 * Names in the built index.html the content of every script and style that the page may load (Subresource Integrity), so
 * that nothing which a browser keeps under the same address from another server can take its place. What is loaded
 * only later by `import()` has no element of its own: an import map names it (HTML, "module integrity map").
 */
export function pageIntegrity(): Plugin {
  return {
    name: 'everbearer:page-integrity',
    apply: 'build',
    // Styles that came with a later chunk would be loaded by an element without a word on their content.
    config: () => ({ build: { cssCodeSplit: false } }),
    writeBundle({ dir = '' }) {
      const path = join(dir, 'index.html')
      writeFileSync(path, withIntegrity(readFileSync(path, 'utf8'), digestsIn(dir)))
    },
  }
}

/** `digests` by the address under which the page asks for each file. */
function withIntegrity(html: string, digests: ReadonlyMap<string, string>): string {
  const loading = /<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.(?:js|css))"/g
  const elements = html.replace(loading, (element, address: string) => {
    const digest = digests.get(address)
    if (digest === undefined) throw new Error(`index.html loads ${address}, which was not built`)
    return `${element} integrity="${digest}"`
  })
  const later = [...digests].filter(([address]) => address.endsWith('.js') && !html.includes(`src="${address}"`))
  if (later.length === 0) return elements
  const map = JSON.stringify({ integrity: Object.fromEntries(later) })
  // A map counts for modules that are asked for after it.
  return elements.replace(
    '<script type="module"',
    `<script type="importmap">${map}</script>\n    <script type="module"`,
  )
}

function digestsIn(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|css)$/.test(name))
  return new Map(
    names.map((name) => {
      const hash = createHash('sha384')
        .update(readFileSync(join(folder, name)))
        .digest('base64')
      return [`./${name.replaceAll('\\', '/')}`, `sha384-${hash}`]
    }),
  )
}
