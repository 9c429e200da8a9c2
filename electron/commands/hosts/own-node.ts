import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * The Node that an installation carries in node_modules, seen from dist/ or from the sources; null without one. npm puts
 * there this platform's package of it (package.json, `optionalDependencies`).
 */
function ownNode(program: string): string | null {
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  const names = ['node', `node-${process.platform}-${process.arch}`]
  const paths = names.map((name) => fileURLToPath(new URL(`../node_modules/${name}/bin/${file}`, program)))
  return paths.find((path) => existsSync(path)) ?? null
}

/** Runs this very command line under that Node and gives its exit code; without one, says in a sentence what is needed. */
export async function runUnderOwnNode(program: string, words: readonly string[]): Promise<number> {
  const node = ownNode(program)
  if (node === null) {
    const { en } = await import('../../../shared/text/en.ts')
    process.stderr.write(`everbearer: ${en.words.nodeTooOld.replace('{version}', process.versions.node)}\n`)
    return 1
  }
  const { runOurselves } = await import('../../adapters/node/processes/child-program.ts')
  return runOurselves(node, [fileURLToPath(program), ...words], process.env)
}
