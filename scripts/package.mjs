import './require-node.mjs'
import { ensureBuilt } from './build/bundle.mjs'
import { ensureInstalled } from './install.mjs'
import { runWithProductNode } from './programs.mjs'

/** `npm run package [-- --dir]`: packages for this platform, in dist.packages/. */
await ensureInstalled()
process.exitCode =
  (await ensureBuilt()) || (await runWithProductNode(['scripts/package/package-run.mjs', ...process.argv.slice(2)]))
