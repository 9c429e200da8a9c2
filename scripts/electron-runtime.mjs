import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runWithProductNode } from './programs.mjs'
import { cache, dist, root } from './project.mjs'

/** Where npm has put the package `electron`; its runtime, a hundred megabytes, comes only when it is first needed. */
const folder = join(root, 'node_modules', 'electron')
const missed = join(cache, 'runtime-missed')
/** A network that is closed today is likely closed at the next start too, and asking takes seconds. */
const askAgainAfterMs = 24 * 60 * 60_000

/**
 * Fetches Electron's runtime where a window could be shown with it. Never fails and never hangs: what is not there
 * afterwards is missed by the command line, which says so and opens the page instead.
 */
export async function ensureRuntime() {
  if (!couldShowWindow() || isFetched() || wasMissedLately()) return
  const code = await runWithProductNode([join(root, 'scripts', 'fetch-electron.mjs')], { stdio: ['ignore', 2, 2] })
  if (code === 0) return
  mkdirSync(cache, { recursive: true })
  writeFileSync(missed, `${Date.now()}\n`)
}

/** The same questions as in desktop-program.ts, which looks once more. */
function couldShowWindow() {
  if (!existsSync(join(dist, 'main.js')) || !existsSync(folder)) return false
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY) && process.getuid?.() !== 0
}

function isFetched() {
  // Electron's own word for a runtime that somebody has brought by hand.
  return Boolean(process.env.ELECTRON_OVERRIDE_DIST_PATH) || fetchedElectron() !== null
}

/** The folder of Electron's runtime, of the very version that package.json asks for; null where it was not fetched. */
export function fetchedElectron() {
  try {
    const place = join(folder, 'dist')
    return existsSync(join(place, readFileSync(join(folder, 'path.txt'), 'utf8'))) ? place : null
  } catch {
    return null
  }
}

function wasMissedLately() {
  try {
    return Date.now() - Number(readFileSync(missed, 'utf8')) < askAgainAfterMs
  } catch {
    return false
  }
}
