import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { Tree } from './rules.ts'

export const root = resolve(import.meta.dirname, '../..')

/** The product's own source, as it lies on the disk now. A folder that is not there yet is empty. */
export function readTree(folders = ['electron', 'renderer', 'shared']): Tree {
  return Object.fromEntries(
    folders
      .flatMap(sourcesUnder)
      .map((path) => [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  )
}

function sourcesUnder(folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|tsx|mts|cts|js|mjs)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
  } catch (trouble) {
    if ((trouble as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw trouble
  }
}
