/**
 * Hunts for secrets where none may be. Each finding says where, which secret (by its name) and in which encoding.
 *
 *   const hunt = markers({ refresh: pair.refreshToken, secret: markerSecret('client secret') })
 *   expect(hunt.inTree(home.base)).toEqual([])                       // contents of all files, and their names
 *   expect(hunt.inText('stderr', outcome.stderr)).toEqual([])
 *   expect(hunt.inProcesses([agent.pid])).toEqual([])                // argv and environment as they were at start
 *   hunt.add('second access token', next.accessToken)
 *
 * Compressed data is not looked into.
 */
import { randomBytes } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Needle, needlesOf } from './marker-encodings.ts'

export type Found = {
  readonly where: string
  readonly secret: string
  readonly encoding: string
  /** Bytes from the start. */
  readonly at: number
}

export type Hunt = {
  add(name: string, secret: string): void
  inText(where: string, text: string): Found[]
  inBuffer(where: string, bytes: Buffer): Found[]
  /** One file, or all files below a folder. Links are not followed; a file that vanishes meanwhile is passed over. */
  inTree(path: string): Found[]
  /** Linux only. Throws for a process that is gone, since then nothing was proved. */
  inProcesses(pids: readonly number[]): Found[]
}

/** A secret that cannot occur by chance, with marks that URL and JSON encodings change. */
export function markerSecret(name: string): string {
  return `marker "${name}" +/=&% é ${randomBytes(12).toString('hex')}`
}

export function markers(secrets: Readonly<Record<string, string>>): Hunt {
  const needles = new Needles()
  const add = (name: string, secret: string) => needles.add(needlesOf(name, secret))
  for (const [name, secret] of Object.entries(secrets)) add(name, secret)
  const inBuffer = (where: string, bytes: Buffer) => needles.search(where, bytes)
  const inText = (where: string, text: string) => inBuffer(where, Buffer.from(text, 'utf8'))
  return {
    add,
    inText,
    inBuffer,
    inTree: (path) =>
      filesBelow(path).flatMap((file) => [...inText(`name of ${file}`, file), ...inFile(needles, file)]),
    inProcesses: (pids) =>
      pids
        .flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`])
        .flatMap((file) => inBuffer(file, readFileSync(file))),
  }
}

/**
 * Looks for all needles in one pass: a hunt may have thousands (some hundred tokens in a dozen encodings each).
 * A table of first byte pairs rules out nearly every place; the rest is compared with the needles that begin so.
 */
class Needles {
  readonly #pairs = new Uint8Array(65_536)
  readonly #byStart = new Map<number, Needle[]>()

  add(needles: readonly Needle[]): void {
    for (const needle of needles) {
      this.#pairs[needle.bytes.readUInt16LE(0)] = 1
      const start = needle.bytes.readUInt32LE(0)
      this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), needle])
    }
  }

  search(where: string, bytes: Buffer): Found[] {
    const found: Found[] = []
    for (let at = 0; at + 4 <= bytes.length; at += 1) {
      if (this.#pairs[(bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)] === 0) continue
      for (const needle of this.#byStart.get(bytes.readUInt32LE(at)) ?? []) {
        const end = at + needle.bytes.length
        if (end > bytes.length || bytes.compare(needle.bytes, 0, needle.bytes.length, at, end) !== 0) continue
        found.push({ where, secret: needle.secret, encoding: needle.encoding, at })
      }
    }
    return found
  }
}

function inFile(needles: Needles, file: string): Found[] {
  return unlessGone(() => needles.search(file, readFileSync(file))) ?? []
}

/** Regular files only: opening a socket or a pipe would fail or wait for ever. What vanishes meanwhile is passed over. */
export function filesBelow(path: string): string[] {
  const stat = lstatSync(path)
  if (!stat.isDirectory()) return stat.isFile() ? [path] : []
  const entries = unlessGone(() => readdirSync(path, { withFileTypes: true })) ?? []
  return entries.flatMap((entry) => {
    const below = join(path, entry.name)
    if (entry.isDirectory()) return unlessGone(() => filesBelow(below)) ?? []
    return entry.isFile() ? [below] : []
  })
}

function unlessGone<Value>(work: () => Value): Value | undefined {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined
    throw thrown
  }
}
