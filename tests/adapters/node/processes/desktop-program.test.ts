import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { findDesktop, openDesktop } from '../../../../electron/adapters/node/processes/desktop-program.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'

function folderWith(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder()
  for (const [name, content] of Object.entries({ 'dist/cli.js': '', ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content, { mode: 0o755 })
  }
  return root
}

const RUNTIME = {
  'dist/main.js': '',
  'node_modules/electron/path.txt': 'electron',
  'node_modules/electron/dist/electron': '',
}
const SCREEN = { DISPLAY: ':0' }

function find(files: Readonly<Record<string, string>>, env = SCREEN as NodeJS.ProcessEnv, uid = 1000) {
  const root = folderWith(files)
  const found = findDesktop(env, { dist: join(root, 'dist'), platform: 'linux', uid })
  return typeof found === 'string' ? found : JSON.parse(JSON.stringify(found).replaceAll(root, ''))
}

test('finds the installed app, and else the runtime in node_modules', () => {
  const installed = { 'packaged-app.json': '{"program":"../../everbearer-desktop"}' }
  expect(find(installed)).toMatchObject({ program: expect.stringMatching(/everbearer-desktop$/), packaged: true })
  expect(find(RUNTIME)).toEqual({ program: '/node_modules/electron/dist/electron', args: [''], packaged: false })
  expect(find(RUNTIME, { WAYLAND_DISPLAY: 'wayland-0' })).toMatchObject({ packaged: false })
})

test('takes a runtime that somebody brought by hand', () => {
  const { 'node_modules/electron/path.txt': _path, ...files } = RUNTIME
  const brought = folderWith({ electron: '' })
  const env = { ...SCREEN, ELECTRON_OVERRIDE_DIST_PATH: brought }
  expect(find(files, env)).toMatchObject({ program: join(brought, 'electron'), packaged: false })
  expect(find(files, { ...SCREEN, ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' })).toBe('runtime')
})

const { 'node_modules/electron/dist/electron': _runtime, ...fetchedNever } = RUNTIME
const { 'dist/main.js': _main, ...unbuilt } = RUNTIME

test.each([
  ['screen', RUNTIME, {}, 1000],
  ['root', RUNTIME, SCREEN, 0],
  ['unbuilt', unbuilt, SCREEN, 1000],
  ['runtime', fetchedNever, SCREEN, 1000],
  ['runtime', { 'dist/main.js': '' }, SCREEN, 1000],
  ['unbuilt', { 'packaged-app.json': '{"program":""}' }, SCREEN, 1000],
  ['unbuilt', { 'packaged-app.json': 'no json' }, SCREEN, 1000],
])('says why there is none: %s', (why, files, env, uid) => {
  expect(find(files, env, uid)).toBe(why)
})

test.each([
  ['exit 0', 0],
  ['exit 3', 'failed'],
])('a program that ends at once with "%s" gives %j', async (script, outcome) => {
  const program = join(folderWith({ electron: `#!/bin/sh\n${script}\n` }), 'electron')
  expect(await openDesktop({ program, args: [], packaged: false }, {})).toBe(outcome)
})

test('an installed app that cannot be started failed', async () => {
  expect(await openDesktop({ program: '/nowhere/everbearer', args: [], packaged: true }, {})).toBe('failed')
})
