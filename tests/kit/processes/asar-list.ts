import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

type Entry = {
  readonly files?: Readonly<Record<string, Entry>>
  readonly unpacked?: boolean
  readonly integrity?: object
  /** From the end of the head; text, since it may be larger than numbers of JSON are exact. */
  readonly offset?: string
  readonly size?: number
}

type File = { readonly path: string; readonly unpacked: boolean; readonly hashed: boolean; readonly entry: Entry }

/** Every file in an asar, from its head: JSON behind four numbers, the last of which is its length. */
export function asarFiles(asar: Buffer): File[] {
  const head: Entry = JSON.parse(asar.toString('utf8', 16, 16 + asar.readUInt32LE(12)))
  const walk = (entry: Entry, path: string): File[] =>
    entry.files === undefined
      ? [{ path, unpacked: entry.unpacked === true, hashed: entry.integrity !== undefined, entry }]
      : Object.entries(entry.files).flatMap(([name, inner]) => walk(inner, path === '' ? name : `${path}/${name}`))
  return walk(head, '')
}

/** Lays an asar out as a folder, as Electron shows it to the program in it. */
export function unpackAsar(file: string, into: string): void {
  const asar = readFileSync(file)
  const begin = 8 + asar.readUInt32LE(4)
  for (const { path, unpacked, entry } of asarFiles(asar)) {
    if (unpacked) continue
    const at = begin + Number(entry.offset)
    mkdirSync(dirname(join(into, path)), { recursive: true })
    writeFileSync(join(into, path), asar.subarray(at, at + (entry.size ?? 0)))
  }
  cpSync(`${file}.unpacked`, into, { recursive: true })
}

/** Makes an asar of a folder, without hashes. */
export function packAsar(folder: string, file: string): void {
  const contents: Buffer[] = []
  let offset = 0
  const entryOf = (path: string): Entry => {
    if (statSync(path).isDirectory()) {
      return { files: Object.fromEntries(readdirSync(path).map((name) => [name, entryOf(join(path, name))])) }
    }
    const bytes = readFileSync(path)
    contents.push(bytes)
    offset += bytes.length
    return { offset: String(offset - bytes.length), size: bytes.length }
  }
  const head = Buffer.from(JSON.stringify(entryOf(folder)))
  const padded = Math.ceil(head.length / 4) * 4
  const numbers = Buffer.alloc(16)
  for (const [index, number] of [4, padded + 8, padded + 4, head.length].entries()) {
    numbers.writeUInt32LE(number, 4 * index)
  }
  writeFileSync(file, Buffer.concat([numbers, head, Buffer.alloc(padded - head.length), ...contents]))
}
