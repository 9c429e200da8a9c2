import { join, resolve } from 'node:path'

/** Where things are. Every script starts from the project's folder, wherever it was called from. */
export const root = resolve(import.meta.dirname, '..')

const modules = join(root, 'node_modules')

/**
 * The Node the product runs on, whatever Node started the script: a package of a program alone, of which npm installs this
 * platform's (package.json, `optionalDependencies`; electron/commands/hosts/own-node.ts looks the same). The lock file has all of them
 * by checksum, and no script of a package runs at install. The one for Linux on x64 goes by the plain name `node`.
 */
const platform = `${process.platform}-${process.arch}`
export const productNode = join(
  modules,
  platform === 'linux-x64' ? 'node' : `node-${platform}`,
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
)

/** What these scripts keep for themselves; npm removes it together with node_modules. */
export const cache = join(modules, '.cache', 'everbearer')

/** What Node has compiled of the programs that tests start again and again; goes with the next build. */
export const compiled = join(cache, 'compiled')

export const dist = join(root, 'dist')
export const cli = join(dist, 'cli.js')

/** The programs once more, with points at which tests end them. Never in dist/, since nothing of it may be shipped. */
export const faultsDist = join(cache, 'dist-faults')

/** The desktop once more, for the older runtime that tests can have (tests/kit/electron-25). */
export const elderDist = join(cache, 'dist-elder')

/** The main file of an installed tool, to be run with `productNode`. */
export const tools = {
  vite: join(modules, 'vite', 'bin', 'vite.js'),
  vitest: join(modules, 'vitest', 'vitest.mjs'),
  biome: join(modules, '@biomejs', 'biome', 'bin', 'biome'),
  tsc: join(modules, 'typescript', 'bin', 'tsc'),
  knip: join(modules, 'knip', 'bin', 'knip.js'),
}
