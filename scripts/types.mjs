import './require-node.mjs'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runWithProductNode } from './programs.mjs'
import { root, tools } from './project.mjs'

/** Every part is checked with the globals it may use, and no others: `shared` and `electron/core` with none at all. */
const projects = ['.', 'shared', 'electron/core', 'electron', 'renderer', 'tests', 'scripts']

const codes = await Promise.all(
  projects
    .filter((project) => existsSync(join(root, project, 'tsconfig.json')))
    .map((project) => runWithProductNode([tools.tsc, '-p', project])),
)
process.exitCode = Math.max(...codes)
