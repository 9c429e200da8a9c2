import './require-node.mjs'
import { ensureBuilt } from './bundle.mjs'
import { ensureInstalled } from './install.mjs'
import { runWithProductNode } from './programs.mjs'

/** `npm run bench -- NAME ...`: measures the programs as they are built now. Standard output is the bench's alone. */
await ensureInstalled()
process.exitCode = (await ensureBuilt()) || (await runWithProductNode(['tests/bench/run.ts', ...process.argv.slice(2)]))
