import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './tree.ts'

/** Rooms whose README says of each folder what it is for. */
const ROOMS = ['electron', 'renderer', 'scripts', 'shared', 'tests/kit']
/** Where the map of a room lies, if not in it. */
const MAPS: Readonly<Record<string, string>> = { 'tests/kit': 'tests/README.md' }
/** Not ours to walk: what an own README tells, and what is made. */
const CLOSED = ['tests/kit/electron', 'tests/kit/electron-25', 'electron/icons']

function foldersUnder(folder: string): string[] {
  const inside = readdirSync(join(root, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const paths = inside.map(({ name }) => `${folder}/${name}`)
  return paths.flatMap((path) => [path, ...(CLOSED.includes(path) ? [] : foldersUnder(path))])
}

/** A folder that only holds others needs no line of its own. */
function holdsFiles(folder: string): boolean {
  return readdirSync(join(root, folder), { withFileTypes: true }).some((entry) => entry.isFile())
}

/** Written from the room on, or from wherever it is not to be mistaken: `core/renewal/`, `keychain/session-bus/`. */
function isNamed(folder: string, text: string): boolean {
  const parts = folder.split('/')
  return parts.some((_, from) => text.includes(`\`${parts.slice(from).join('/')}/\``))
}

test.each(ROOMS)('every folder of %s stands in its map', (room) => {
  const map = MAPS[room] ?? `${room}/README.md`
  expect(existsSync(join(root, map))).toBe(true)
  const text = readFileSync(join(root, map), 'utf8')
  const untold = foldersUnder(room).filter((folder) => holdsFiles(folder) && !isNamed(folder, text))
  expect(untold).toEqual([])
})

test('a folder that nobody wrote down would be missed', () => {
  expect(isNamed('electron/core/attic', 'Rooms: `core/renewal/`, `core/attics/`.')).toBe(false)
  expect(isNamed('electron/core/renewal', 'Rooms: `core/renewal/`, `core/attics/`.')).toBe(true)
})
