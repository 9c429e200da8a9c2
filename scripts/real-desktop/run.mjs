import { delimiter, dirname, join, relative } from 'node:path'
import { ensureElderBuilt } from '../build/bundle.mjs'
import { fetchedElectron } from '../electron-runtime.mjs'
import { run } from '../programs.mjs'
import { elderDist, productNode, root } from '../project.mjs'
import { ordinaryPerson } from './person.mjs'
import { ensureTestRuntime } from './runtime.mjs'

/**
 * Runs a program in a real Electron's world: as an ordinary user, with a screen and a session bus of its own. Electron is
 * the product's own where `npx install-electron` has brought it, else the one of runtime.mjs with the build for it.
 * @typedef {import('./person.mjs').Person} Person
 * @param {(person: Person) => string[]} words of the product's Node
 * @param {(code: number, person: Person) => void} ended told its exit code while the person's folder is still there
 * @returns {Promise<{ why: string, gone?: boolean } | null>} why it could not run
 */
export async function inRealDesktop(words, ended) {
  const runtime = await chosenRuntime()
  if ('why' in runtime) return runtime
  const person = ordinaryPerson(runtime.folder)
  if ('why' in person) return person
  try {
    const program = join(person.tree, relative(root, productNode))
    const session = join(person.tree, 'scripts', 'real-desktop', 'session.mjs')
    const world = process.platform === 'linux' ? ['dbus-run-session', '--', program, session] : []
    const all = [...person.start, ...world, program, ...words(person)]
    const env = environment(person, runtime)
    ended(await run(all[0] ?? '', all.slice(1), { cwd: person.start.length > 0 ? '/' : root, env }), person)
    return null
  } finally {
    person.leave()
  }
}

/** Brings and builds beforehand what the desktop's tests run in. Where that cannot be had, they say so themselves. */
export async function prepareRealDesktop() {
  await chosenRuntime()
  return 0
}

/** @returns {Promise<{ folder: string, build: string } | { why: string, gone?: boolean }>} */
async function chosenRuntime() {
  const own = fetchedElectron()
  if (own !== null) return { folder: own, build: root }
  const runtime = await ensureTestRuntime()
  if ('why' in runtime) return runtime
  if ((await ensureElderBuilt()) !== 0) return { why: 'the build for it failed' }
  return { folder: runtime.folder, build: elderDist }
}

/**
 * Nothing of whoever called this but what programs need to be found.
 * @param {import('./person.mjs').Person} person
 * @param {{ folder: string, build: string }} runtime
 */
function environment({ home, tree }, { folder, build }) {
  const { CI, LANG = 'C.UTF-8', LOOK, NO_COLOR, PATH = '', TERM, FORCE_COLOR } = process.env
  return {
    CI,
    LANG,
    LOOK,
    NO_COLOR,
    FORCE_COLOR,
    TERM,
    PATH: [dirname(join(tree, relative(root, productNode))), PATH].join(delimiter),
    HOME: home,
    ELECTRON_OVERRIDE_DIST_PATH: folder,
    DESKTOP_UNDER_TEST: join(tree, relative(root, build)),
  }
}
