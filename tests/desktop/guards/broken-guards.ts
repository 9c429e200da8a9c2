/** The shell with one of its guards taken out: each of guard-checks.ts must then go red. */
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { realHost } from '../../kit/electron/real-host.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { CHECKS, type Check } from './guard-checks.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')

/** Each is the built main.js with one thing taken out of it, beside everything else of dist/. */
const BROKEN: readonly { readonly what: Check; readonly from: RegExp; readonly to: string }[] = [
  { what: 'the window is sandboxed, isolated and without Node', from: /sandbox: true/, to: 'sandbox: false' },
  { what: 'a page may not navigate away', from: /contents\.on\("will-(frame-)?navigate"[^\n]*\n?/g, to: '' },
  { what: 'a stranger is refused by the sender check', from: /if \(!isOurWindow\(/, to: 'if (false && !isOurWindow(' },
  {
    what: 'the content policy lets in no inline script and no foreign connection',
    from: /"script-src 'self'"/g,
    to: `"script-src 'self' 'unsafe-inline'"`,
  },
  // Not by its name: the bundler may rename a function.
  {
    what: 'no client certificate leaves, whoever asks for one',
    from: /"select-client-certificate"/,
    to: '"a-message-nobody-sends"',
  },
  { what: 'nothing is downloaded, in no session', from: /"will-download"/, to: '"a-message-nobody-sends"' },
]

/** What each push breaks; tests/desktop/real-long breaks the others too. */
export const isOfEachPush = (what: Check): boolean =>
  what === 'the window is sandboxed, isolated and without Node' || what === 'a stranger is refused by the sender check'

export function brokenGuards(isChosen: (what: Check) => boolean): void {
  test.each(BROKEN.filter(({ what }) => isChosen(what)))(
    'is caught when it is broken: $what',
    async ({ what, from, to }) => {
      const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
      const desktop = await realHost.launch(home, {
        main: brokenShell(realHost.build, join(home.base, 'dist'), from, to),
      })
      await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
      expect(await CHECKS[what](desktop)).toBe(false)
    },
  )
}

/** A copy of the build in which that place is changed, in whichever of its programs it stands; gives its main.js. */
function brokenShell(build: string, folder: string, from: RegExp, to: string): string {
  cpSync(build, folder, { recursive: true, filter: (path) => basename(path) !== 'page' && basename(path) !== 'icons' })
  // The compiled parts are looked for from here upwards.
  symlinkSync(join(root, 'node_modules'), join(folder, '..', 'node_modules'))
  if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const programs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))
  const changed = programs.filter((name) => {
    const whole = readFileSync(join(folder, name), 'utf8')
    writeFileSync(join(folder, name), whole.replace(from, to))
    return whole.replace(from, to) !== whole
  })
  for (const name of ['icons', 'page']) symlinkSync(join(build, name), join(folder, name))
  if (changed.length === 0) throw new Error(`nothing to break: ${from}`)
  return join(folder, 'main.js')
}
