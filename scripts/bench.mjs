import './require-node.mjs'
import { join } from 'node:path'
import { ensureBuilt } from './build/bundle.mjs'
import { ensureInstalled } from './install.mjs'
import { runWithProductNode } from './programs.mjs'

/** `npm run bench -- NAME ...`: measures the programs as they are built now. Standard output is the bench's alone. */
await ensureInstalled()
const words = process.argv.slice(2)
process.exitCode = (await ensureBuilt()) || (words[0] === 'desktop' ? await inDesktop() : await here())

function here() {
  return runWithProductNode(['tests/bench/run.ts', ...words])
}

/** In a real Electron's world, which root may not enter. */
async function inDesktop() {
  let code = 1
  const { inRealDesktop } = await import('./real-desktop/run.mjs')
  const missed = await inRealDesktop(
    ({ tree }) => [join(tree, 'tests', 'bench', 'run.ts'), ...words],
    (ended) => {
      code = ended
    },
  )
  if (missed !== null) process.stderr.write(`bench: the desktop cannot be measured here: ${missed.why}.\n`)
  return code
}
