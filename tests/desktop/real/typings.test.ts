/**
 * What the shell asks of Electron, held against the typings of both versions: the one of package.json by `npm run types`,
 * the older one that most tests run in here. Whatever 25 lacks or has otherwise is named, and has a shim or a reason.
 */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { productNode } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')
const typings = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '', 'electron.d.ts')

/** Each with where it is seen to. */
const KNOWN: readonly RegExp[] = [
  // Came later; the shell looks whether it is there, and writes the text without a mark where it is not.
  /^electron\/desktop\/concealed-clipboard\.ts: .*'ClipboardItem(\[\])?'/,
  /^electron\/desktop\/window-services\.ts: .*'ClipboardItem' does not exist/,
  // Its typings put events of their own before those of Node's process; the signal is Node's, and comes all the same.
  /^electron\/adapters\/node\/wake\.ts: .*"SIGCONT"/,
]

/** As `file: message`, one for each place. */
function differences(folder: string): Promise<readonly string[]> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  return new Promise((done) => {
    execFile(productNode, [tsc, '-p', folder, '--pretty', 'false'], { cwd: root }, (_trouble, stdout) =>
      done(
        stdout
          .split('\n')
          .filter((line) => /error TS/.test(line))
          .map((line) => line.replace(/\(\d+,\d+\): error TS\d+/, '')),
      ),
    )
  })
}

// Only the older runtime brings its typings along.
if (existsSync(typings))
  test('Electron 25 has all that the shell uses, but for what is known', async () => {
    const home = temporaryHome()
    const path = (name: string) => join(root, 'electron', name)
    const config = {
      extends: path('tsconfig.json'),
      compilerOptions: {
        paths: { electron: [typings] },
        typeRoots: [join(root, 'node_modules', '@types')],
        incremental: false,
      },
      include: ['main.ts', 'preload.ts', 'desktop/**/*.ts', 'adapters/electron/*.ts', 'adapters/node/*.d.ts'].map(path),
    }
    writeFileSync(join(home.base, 'tsconfig.json'), JSON.stringify(config))
    const found = await differences(home.base)
    expect(found.filter((line) => !KNOWN.some((known) => known.test(line)))).toEqual([])
    // What is known and no longer so is taken off the list.
    expect(KNOWN.filter((known) => !found.some((line) => known.test(line)))).toEqual([])
  })
else
  test('this is the Electron that the types are checked against', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'))
    expect(readFileSync(join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '', 'version'), 'utf8')).toBe(version)
  })
