import './require-node.mjs'
import { build } from './bundle.mjs'
import { ensureInstalled } from './install.mjs'

await ensureInstalled()
process.exitCode = await build()
