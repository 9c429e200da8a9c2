import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { dist, productNode, root } from '../project.mjs'
import { billOfMaterials } from './package-sbom.mjs'
import { stageShare } from './package-share.mjs'

/**
 * What a package is made of, laid out beforehand, so that nothing gets in because a pattern let it:
 *
 *   app/       package.json and dist/ of the desktop: becomes app.asar
 *   natives/   the compiled parts with what they need, for this platform alone: node_modules of the app and of the command
 *   sbom.cdx.json   what all of it was made from (package-sbom.mjs)
 *   command/   the command line and the agent, which run under a Node of their own, outside the asar
 *   share/     the manual page and what shells complete, for the places where a system looks for them
 */

/** Compiled parts cannot be bundled (vite.config.ts says the same); everything else is inside dist/. */
const natives = ['keytar', 'fs-native-extensions']

/** From the command's folder in the package to the program with the window. */
const programs = { darwin: '../../MacOS/Everbearer', win32: '../../Everbearer.exe' }
const program = process.platform in programs ? Reflect.get(programs, process.platform) : '../../everbearer-desktop'

/** @param {string} into @param {string} [built] */
export function stagePackage(into, built = dist) {
  rmSync(into, { recursive: true, force: true })
  stageApp(join(into, 'app'), built)
  stageNatives(join(into, 'natives'))
  stageCommand(join(into, 'command'), built)
  stageShare(join(into, 'share'), built)
  writeJson(join(into, 'sbom.cdx.json'), billOfMaterials())
}

/** @param {string} into @param {string} built */
function stageApp(into, built) {
  const { name, version, description, author, license } = readManifest(root)
  // What programs read is of no use inside an archive.
  copyBuilt(built, join(into, 'dist'), ['cli.js', 'client', 'everbearer.1'])
  const manifest = { name, productName: 'Everbearer', version, description, author, license, type: 'module' }
  writeJson(join(into, 'package.json'), { ...manifest, main: 'dist/main.js' })
}

/** @param {string} into @param {string} built */
function stageCommand(into, built) {
  copyBuilt(built, join(into, 'dist'), ['main.js', 'preload.cjs', 'icons'])
  writeJson(join(into, 'package.json'), { name: 'everbearer-command', private: true, type: 'module' })
  // Found beside the command line, it says that this is a package, and where its window is (electron/adapters/node/processes/desktop-program.ts).
  writeJson(join(into, 'packaged-app.json'), { program })
  const [source, name] =
    process.platform === 'win32' ? ['everbearer.cmd', 'everbearer.cmd'] : ['everbearer.sh', 'everbearer']
  const node = join(into, 'bin', basename(productNode))
  mkdirSync(dirname(node), { recursive: true })
  cpSync(productNode, node)
  cpSync(join(root, 'scripts', 'package', source), join(into, name))
}

/** @param {string} built @param {string} into @param {string[]} without */
function copyBuilt(built, into, without) {
  cpSync(built, into, {
    recursive: true,
    filter: (path) => !without.includes(basename(path)) && !basename(path).startsWith('.'),
  })
}

/** @param {string} into */
function stageNatives(into) {
  for (const name of neededBy(natives)) {
    const from = join(root, 'node_modules', name)
    cpSync(from, join(into, name), { recursive: true, filter: (path) => isForUse(path.slice(from.length)) })
  }
}

/** Only what runs: no source, no headers, no types, and of the compiled parts only this machine's. */
function isForUse(/** @type {string} */ path) {
  const [, first = '', second] = path.split(/[\\/]/)
  if (['src', 'include', 'node_modules'].includes(first)) return false
  if (first === 'prebuilds') return second === undefined || second === `${process.platform}-${process.arch}`
  return !/\.(c|h|d\.ts|md|map|ts)$|CMakeLists\.txt$/i.test(path)
}

/** @param {string[]} names @returns {string[]} with everything that they load, as far as it is installed here */
function neededBy(names, /** @type {Set<string>} */ found = new Set()) {
  for (const name of names) {
    const folder = join(root, 'node_modules', name)
    if (found.has(name) || !existsSync(folder)) continue
    found.add(name)
    const { dependencies = {}, optionalDependencies = {} } = readManifest(folder)
    neededBy([...Object.keys(dependencies), ...Object.keys(optionalDependencies)], found)
  }
  return [...found].sort()
}

/** @param {string} folder */
function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

/** @param {string} path @param {unknown} content */
function writeJson(path, content) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`)
}
