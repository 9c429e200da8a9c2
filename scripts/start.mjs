import './require-node.mjs'
import { existsSync } from 'node:fs'
import { ensureBuilt } from './build/bundle.mjs'
import { ensureRuntime } from './electron-runtime.mjs'
import { ensureInstalled } from './install.mjs'
import { runWithProductNode } from './programs.mjs'
import { cli } from './project.mjs'

/** `npm start`: installs, builds and opens the product. Words after `--` are a command line for it. */
const words = process.argv.slice(2)
await ensureInstalled()
process.exitCode = (await ensureBuilt()) || (await open())

async function open() {
  if (!existsSync(cli)) {
    process.stderr.write('There is no command line to run: electron/cli.ts is missing.\n')
    return 1
  }
  if (words.length === 0 || words[0] === 'open') await ensureRuntime()
  // By the end of this channel the product hears that we were killed.
  return await runWithProductNode([cli, ...words], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
}
