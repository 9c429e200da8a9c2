import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin, Rolldown } from 'vite'

type OutputBundle = Rolldown.OutputBundle

/**
 * Names in the built index.html the content of every script and style that the page may load (Subresource Integrity), so
 * that nothing which a browser keeps under the same address from another server can take its place. What is loaded
 * only later by `import()` has no element of its own: an import map names it (HTML, "module integrity map").
 * `early` is a chunk of these that the page's script begins with.
 */
export function pageIntegrity(early?: string): Plugin {
  return {
    name: 'everbearer:page-integrity',
    apply: 'build',
    // Styles that came with a later chunk would be loaded by an element without a word on their content.
    config: () => ({ build: { cssCodeSplit: false } }),
    writeBundle({ dir = '' }, bundle) {
      const path = join(dir, 'index.html')
      const html = withPreloads(readFileSync(path, 'utf8'), early === undefined ? [] : chunksOf(bundle, early))
      writeFileSync(path, withIntegrity(html, digestsIn(dir)))
    },
  }
}

/** That chunk with what it imports: fetched and read while the first frame is drawn. */
function chunksOf(bundle: OutputBundle, early: string): readonly string[] {
  const chunk = Object.values(bundle).find((part) => part.type === 'chunk' && part.name === early)
  if (chunk?.type !== 'chunk') throw new Error(`the page has no chunk called ${early}`)
  return [chunk.fileName, ...chunk.imports]
}

function withPreloads(html: string, chunks: readonly string[]): string {
  const missing = chunks.map((name) => `./${name}`).filter((address) => !html.includes(`"${address}"`))
  const links = missing.map((address) => `    <link rel="modulepreload" crossorigin href="${address}">\n`)
  return html.replace('  </head>', `${links.join('')}  </head>`)
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
