import './require-node.mjs'
import { ensureBuilt } from './build/bundle.mjs'
import { ensureInstalled } from './install.mjs'

/** `npm run dev`: the page as it is being written (dev/page.mjs). `npm run dev -- desktop`: the window (dev/desktop.mjs). */
await ensureInstalled()
if ((await ensureBuilt()) !== 0) process.exit(1)
await (process.argv[2] === 'desktop' ? import('./dev/desktop.mjs') : import('./dev/page.mjs'))
