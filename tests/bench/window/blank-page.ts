import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

/** A React page that says one word: what any page of this kind costs here and now. In a folder of its own, since it is built from this tree's React. */
export async function blankPage(atEnd: (work: () => Promise<void>) => void): Promise<string> {
  const folder = mkdtempSync(join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'blank-page-'))
  atEnd(async () => rmSync(folder, { recursive: true, force: true }))
  const script = `import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
createRoot(document.getElementById('root')).render(createElement('p', null, 'blank'))
`
  writeFileSync(join(folder, 'main.js'), script)
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><html lang="en"><body><div id="root"></div><script type="module" src="/main.js"></script></body></html>',
  )
  await build({ root: folder, configFile: false, logLevel: 'silent', build: { outDir: 'dist', minify: true } })
  return join(folder, 'dist')
}
