import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { raise } from '../../../../shared/fault.ts'

type BuiltFile = {
  readonly content: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly hashed: boolean
  readonly importMaps: readonly string[]
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** How the build names files with a hash of their content; copied files lie elsewhere under their own names. */
const HASHED_PATH = /^\/assets\/.+-[\w-]{8}\.\w+$/

export type BuiltPage = {
  readonly start: BuiltFile
  /** Everything, read when it is first asked for. */
  files(): Promise<ReadonlyMap<string, BuiltFile>>
}

/** The built page. Only index.html is read at once, since a window waits for it. Raises page_not_built. */
export function builtPage(): BuiltPage {
  const folder = builtPageFolder()
  const start = toBuiltFile(readFileSync(join(folder, 'index.html')), '.html', false)
  let files: Promise<ReadonlyMap<string, BuiltFile>> | null = null
  return {
    start,
    files() {
      files ??= readBuiltPage(folder)
      return files
    },
  }
}

/**
 * Everything of the built page, by the address it is served under: `/` for index.html, else its path in the folder.
 * Read once, so that a page stays whole while a new one is being built; files with an unknown extension are left out.
 * Raises page_not_built.
 */
export async function readBuiltPage(folder: string = builtPageFolder()): Promise<Map<string, BuiltFile>> {
  if (!existsSync(join(folder, 'index.html'))) raise('page_not_built')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files = await Promise.all(
    paths.map(async (path) => {
      const address = addressOf(relative(folder, path))
      return [address, await builtFile(path, HASHED_PATH.test(address))] as const
    }),
  )
  return new Map(files.flatMap(([address, file]) => (file === null ? [] : [[address, file] as const])))
}

function addressOf(path: string): string {
  return path === 'index.html' ? '/' : `/${path.split(sep).join('/')}`
}

async function builtFile(path: string, hashed: boolean): Promise<BuiltFile | null> {
  const extension = extname(path)
  return extension in TYPES ? toBuiltFile(await readFile(path), extension, hashed) : null
}

function toBuiltFile(bytes: Uint8Array, extension: string, hashed: boolean): BuiltFile {
  const content = new Uint8Array(bytes)
  const importMaps = extension === '.html' ? importMapsIn(content) : []
  return { content, type: TYPES[extension] ?? '', hashed, importMaps }
}

/** The hash sources of inline import maps, for the content security policy. */
function importMapsIn(html: Uint8Array): string[] {
  const maps = new TextDecoder().decode(html).matchAll(/<script type="importmap">([^<]*)<\/script>/g)
  return [...maps].map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
}

/** dist/page, seen from dist/, from dist/chunks/ and from this file in the sources. */
function builtPageFolder(): string {
  const here = import.meta.dirname
  const candidates = [join(here, 'page'), join(here, '..', 'page'), join(here, '..', '..', '..', '..', 'dist', 'page')]
  return candidates.find((place) => existsSync(join(place, 'index.html'))) ?? raise('page_not_built')
}
