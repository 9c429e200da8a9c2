import './require-node.mjs'
import { ensureInstalled } from './install.mjs'
import { runWithProductNode } from './programs.mjs'
import { tools } from './project.mjs'

/** `npm run watch -- refresh-plan`: unit tests whose names hold a word, again with every save. */
await ensureInstalled()
process.exitCode = await runWithProductNode([tools.vitest, 'watch', '--project', 'unit*', ...process.argv.slice(2)])
