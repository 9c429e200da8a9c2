import './require-node.mjs'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runWithProductNode } from './programs.mjs'
import { cache, root, tools } from './project.mjs'

/** The parts are compiled side by side, so that threads within one would only do the same work twice. */
const how = ['--incremental', '--singleThreaded', '--tsBuildInfoFile']

/** Every part is checked with the globals it may use, and no others: `shared` and `electron/core` with none at all. */
const projects = ['.', 'shared', 'electron/core', 'electron', 'renderer', 'tests', 'scripts']

const codes = await Promise.all(
  projects
    .filter((project) => existsSync(join(root, project, 'tsconfig.json')))
    .map((project) => runWithProductNode([tools.tsc, '-p', project, ...how, memory(project)])),
)
process.exitCode = Math.max(...codes)

/**
 * Where the compiler remembers what it has found in which file, so that it looks again only at what has changed since.
 * @param {string} project
 */
function memory(project) {
  return join(cache, `types-${project.replaceAll('/', '-')}.tsbuildinfo`)
}
