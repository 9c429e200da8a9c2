import './require-node.mjs'
import { build } from './build/bundle.mjs'
import { ensureInstalled } from './install.mjs'

await ensureInstalled()
process.exitCode = await build()
