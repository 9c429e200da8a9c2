import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from '../programs.mjs'
import { root } from '../project.mjs'

/**
 * What is inside a package, in CycloneDX: npm's own list of what is installed here and not only for developing, and the
 * runtime, which electron-builder adds. The Node of the command is on it, as the platform's package of it.
 * @returns {{ metadata: { component: object }, components: { name: string, version: string }[] }}
 */
export function billOfMaterials() {
  const bill = npmBill(['--omit', 'dev'])
  const { name, version } = readManifest(join(root, 'package.json'))
  const electron = npmBill([]).components.find((/** @type {{ name: string }} */ part) => part.name === 'electron')
  if (!electron) throw new Error('the list of parts has no electron')
  return {
    ...bill,
    // npm names it after the folder that it lies in.
    metadata: { ...bill.metadata, component: { ...bill.metadata.component, type: 'application', name, version } },
    components: [...bill.components.map(underItsOwnName), { ...electron, type: 'framework', scope: 'required' }],
  }
}

/**
 * npm lists an alias under the name that we gave it; advisories know the package by its own.
 * @param {{ name: string, version: string, purl: string }} part
 */
function underItsOwnName(part) {
  // One that only another's node_modules has is never an alias of ours.
  if (!existsSync(join(root, 'node_modules', part.name))) return part
  const { name } = readManifest(join(root, 'node_modules', part.name, 'package.json'))
  return name === part.name ? part : { ...part, name, purl: `pkg:npm/${name.replace('@', '%40')}@${part.version}` }
}

/** @param {string[]} words */
function npmBill(words) {
  const [program, ...before] = npm()
  const args = [...before, 'sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', ...words]
  return JSON.parse(execFileSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 64e6 }))
}

/** @param {string} path */
function readManifest(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
