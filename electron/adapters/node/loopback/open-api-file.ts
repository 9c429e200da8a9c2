import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** dist/openapi.json, seen from dist/, from dist/chunks/ and from this file in the sources. */
export async function readOpenApi(): Promise<string> {
  const here = import.meta.dirname
  const places = [here, join(here, '..'), join(here, '..', '..', '..', 'dist')].map((folder) => join(folder, FILE))
  return await readFile(places.find((place) => existsSync(place)) ?? FILE, 'utf8')
}

const FILE = 'openapi.json'
