import { FIRST_FRAME_PLACEHOLDER, NONCE_PLACEHOLDER } from '../../../shared/api/page-placeholders.ts'
import { contentPolicy } from './page-headers.ts'

export type PageFile = {
  readonly content: Uint8Array<ArrayBuffer>
  readonly type: string
  /** Its name holds a hash of its content, so that it can never change. */
  readonly hashed: boolean
  /** Of an HTML file: the hash sources of its import maps. */
  readonly importMaps?: readonly string[]
}

/**
 * The built page by path, `/` for index.html. A request's path is only looked up here and never becomes a path on disk, so
 * path traversal is impossible.
 */
export type PageFiles = ReadonlyMap<string, PageFile>

const FOREVER = 'private, max-age=31536000, immutable'

/** The file at a path, or null. `nonce` must be new for each load: a known one would let in any style. */
export function fileAnswer(files: PageFiles, path: string, nonce: string): Response | null {
  const file = files.get(path)
  if (file === undefined) return null
  if (path === '/') return pageAnswer(file, nonce)
  const headers = { 'content-type': file.type, ...(file.hashed ? { 'cache-control': FOREVER } : {}) }
  return new Response(file.content, { headers })
}

/** The page itself. `firstFrame` is markup that it shows until its script has run. */
export function pageAnswer({ content, type, importMaps }: PageFile, nonce: string, firstFrame = ''): Response {
  const built = new TextDecoder().decode(content).replaceAll(NONCE_PLACEHOLDER, nonce)
  const text = built.replace(FIRST_FRAME_PLACEHOLDER, () => firstFrame)
  return new Response(text, {
    headers: { 'content-type': type, 'content-security-policy': contentPolicy(nonce, importMaps) },
  })
}
