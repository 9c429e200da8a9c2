import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runWithProductNode } from '../programs.mjs'
import { root, tools } from '../project.mjs'

const source = join(root, 'electron', 'client')

/** All that a program sees of the client in JavaScript; none of them imports anything else (tests/client sees to it). */
const declared = ['everbearer', 'everbearer-error', 'shapes']

/**
 * What lies beside the built client (electron/client): its types, and the client in Python, which is run as it is written.
 * @param {string} into a build's folder
 * @returns {Promise<number>} the compiler's exit code
 */
export async function writeClientFiles(into) {
  const declarations = mkdtempSync(join(tmpdir(), 'everbearer-types-'))
  try {
    const code = await runWithProductNode([tools.tsc, '-p', source, '--outDir', declarations, '--rootDir', root])
    if (code !== 0) return code
    for (const name of declared) {
      const text = readFileSync(join(declarations, 'electron', 'client', `${name}.d.ts`), 'utf8')
      // Whoever imports them has the built files.
      writeFileSync(join(into, 'client', `${name}.d.ts`), text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"))
    }
    cpSync(join(source, 'everbearer.py'), join(into, 'client', 'everbearer.py'))
    return 0
  } finally {
    rmSync(declarations, { recursive: true, force: true })
  }
}
