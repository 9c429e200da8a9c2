import type { Dirent } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type DecodedText, decodedText } from '../../../../shared/encoding/decoded-text.ts'
import { type Fault, FaultError, fault, raise } from '../../../../shared/fault.ts'
import { armourOf } from '../../../../shared/import-export/sealed-file.ts'
import type { Secret } from '../../../../shared/secret.ts'
import type { Cancel } from '../../../core/ports.ts'
import { nodeClock } from '../clock.ts'
import { errorCode } from '../error-code.ts'
import { classifyFile, type FileOwnership, makeFile, removeIfOurs, replaceFile } from '../files/whole-file.ts'
import { createLocalTime } from '../machine/local-time.ts'
import { onStopSignal } from '../processes/stop-signals.ts'
import { createPrompts } from './secret-prompt.ts'

import { terminalText } from './terminal-filter.ts'
import { onInputLine } from './typed-lines.ts'

/** What a command sees of the world around it: where it prints, what it reads, what time it is. */
export type Terminal = {
  /** Standard output: what was asked for, and nothing else. What cannot be seen arrives as marks (terminal-filter.ts). */
  out(text: string): void
  /** Standard error: everything besides. */
  err(text: string): void
  /** Standard output as it stands, for a token that a program reads. */
  raw(text: string): void
  /** A person watches standard output. */
  readonly interactive: boolean
  /** Colours are welcome on standard output. */
  readonly colours: boolean
  readonly columns: number
  readonly rows: number
  readonly env: Readonly<Record<string, string | undefined>>
  /**
   * The text of a file, or of standard input for `-`, and how it was written; of a sealed file that is there as bytes, its
   * armour. Faults: file_unreadable, input_too_large, no_text_file.
   */
  read(path: string, limit: number): Promise<DecodedText>
  /** The bytes as they are, in base64. Faults: file_unreadable, input_too_large. */
  readBase64(path: string, limit: number): Promise<string>
  /** Paths of the files in a folder, by name; null where this is none. Faults: file_unreadable, input_too_large {limit}. */
  filesIn(path: string): Promise<readonly string[] | null>
  /** Makes a file that only its owner may read; one that is there already is left alone. Faults: file_unwritable. */
  save(path: string, text: string): Promise<void>
  /** Makes or replaces a file as a whole, for its owner alone; what is there and no file stays. Faults: file_unwritable. */
  replace(path: string, text: string): Promise<void>
  /** Whether a file holds one of these texts and nothing more. Faults: file_unwritable. */
  look(path: string, texts: readonly string[]): Promise<FileOwnership>
  /**
   * Deletes a file that holds one of these texts and nothing more, or is gone already; false where something else lies
   * there, which stays. Faults: file_unwritable.
   */
  discard(path: string, texts: readonly string[]): Promise<boolean>
  /** One line that is not shown while it is typed, or of standard input; null when there is none. Ctrl-C raises asking_stopped. */
  askSecret(prompt: string): Promise<Secret | null>
  /** One line, perhaps an empty one; null at the end of input, and after Ctrl-C. Only where a person can be asked. */
  askLine(prompt: string, hidden?: boolean): Promise<string | null>
  /** Tells each line that arrives at standard input from now on. */
  lines(heard: (line: string) => void): Cancel
  /** A person can be asked. */
  readonly canAsk: boolean
  /** UTC ms. */
  now(): number
  /** Local date and time of a moment, `2026-11-21 10:03:12`. */
  localTime(at: number): string
  /** The zone that is meant, such as `Europe/Berlin`. */
  readonly zone: string
  /** Resolves when somebody wants this command to end: Ctrl-C, SIGTERM, SIGHUP, or nobody reads its output any more. */
  stopped(): Promise<void>
}

/** The reader has closed the pipe, as `head` does: the first write after that gives the first code, later ones the second. */
const READER_GONE_CODES = ['EPIPE', 'ERR_STREAM_DESTROYED']

/** `unwritten`: why some of standard output has not arrived; null where all has, or nobody wanted to read on. `last` is how the last write ended. */
export type NodeTerminal = Terminal & { unwritten(last: Error | null | undefined): Fault | null }

/** The terminal that this process was started in. */
export function nodeTerminal(env: Terminal['env'] = process.env): NodeTerminal {
  const { stdin, stdout, stderr } = process
  const stop = Promise.withResolvers<void>()
  const localTime = createLocalTime()
  const prompts = createPrompts(stdin, stderr)
  let unwritten: Fault | null = null
  const onOutputError = (trouble: Error): void => {
    const detail = errorCode(trouble)
    if (!READER_GONE_CODES.includes(detail)) unwritten ??= fault('file_unwritable', { why: 'output', detail })
    stop.resolve()
  }
  stdout.on('error', onOutputError)
  stderr.on('error', () => undefined)
  return {
    out: (text) => void (stdout.writable && stdout.write(terminalText(text))),
    err: (text) => void (stderr.writable && stderr.write(terminalText(text))),
    raw: (text) => void (stdout.writable && stdout.write(text)),
    interactive: stdout.isTTY === true,
    colours: wantsColours(env, stdout.isTTY === true),
    get columns() {
      return stdout.columns || 80
    },
    get rows() {
      return stdout.rows || 24
    },
    env,
    read: readText,
    readBase64,
    filesIn,
    save: makeFile,
    replace: replaceFile,
    look: classifyFile,
    discard: removeIfOurs,
    askSecret: (prompt) => prompts.secret(terminalText(prompt)),
    askLine: (prompt, hidden = false) => prompts.line(terminalText(prompt), hidden),
    lines: (heard) => onInputLine(heard, stdin),
    canAsk: stdin.isTTY === true && stderr.isTTY === true,
    now: () => Date.now(),
    localTime,
    // When it is asked for: the first look into Intl holds on to 8 MB.
    get zone() {
      return new Intl.DateTimeFormat().resolvedOptions().timeZone
    },
    unwritten(last) {
      if (last) onOutputError(last)
      return unwritten
    },
    stopped() {
      onStopSignal(stop.resolve, nodeClock)
      return stop.promise
    },
  }
}

/** no-color.org: any value but the empty one switches colours off. */
function wantsColours(env: Terminal['env'], interactive: boolean): boolean {
  return interactive && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}

/** Raises file_unreadable where the system says no. */
async function withReadFaults<Read>(path: string, work: () => Promise<Read>): Promise<Read> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    throw new FaultError(fault('file_unreadable', { path, detail: errorCode(thrown) }), { cause: thrown })
  }
}

function readText(path: string, limit: number): Promise<DecodedText> {
  return withReadFaults(path, async () => {
    const bytes = await bytesAt(path, limit)
    const armour = armourOf(bytes)
    if (armour !== null) return { text: armour, encoding: 'utf-8' }
    return decodedText(bytes) ?? raise('no_text_file', path === '-' ? {} : { path })
  })
}

/** More than a site would lay into a folder for its workstations. */
const MAX_FILES = 1_000

function filesIn(path: string): Promise<readonly string[] | null> {
  return withReadFaults(path, async () => {
    // A missing one is reported when it is read.
    const stats = path === '-' ? undefined : await stat(path).catch(undefinedIfAbsent)
    if (!stats?.isDirectory()) return null
    const entries = await readdir(path, { withFileTypes: true })
    if (entries.length > MAX_FILES) raise('input_too_large', { limit: MAX_FILES })
    const files = await Promise.all(entries.map(async (entry) => ((await isReadable(entry, path)) ? [entry.name] : [])))
    return files
      .flat()
      .sort()
      .map((name) => join(path, name))
  })
}

function undefinedIfAbsent(thrown: unknown): undefined {
  if (errorCode(thrown) !== 'ENOENT') throw thrown
}

/** A file, or a link to one; a link that leads nowhere is told by whoever reads it, and one to a pipe would never end. */
async function isReadable(entry: Dirent, folder: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile()
  return await stat(join(folder, entry.name)).then(
    (look) => look.isFile(),
    () => true,
  )
}

function readBase64(path: string, limit: number): Promise<string> {
  return withReadFaults(path, async () => (await bytesAt(path, limit)).toString('base64'))
}

async function bytesAt(path: string, limit: number): Promise<Buffer> {
  if (path === '-') return await bytesOf(process.stdin, limit)
  const file = await open(path, 'r')
  try {
    return await bytesOf(file.createReadStream({ autoClose: false }), limit)
  } finally {
    await file.close()
  }
}

/** Stops at the limit: a mistyped path may lead to something endless. */
async function bytesOf(stream: AsyncIterable<Buffer | string>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > limit) raise('input_too_large', { limit })
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
