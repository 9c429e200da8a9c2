import { closeSync, constants, createReadStream, fstatSync, openSync, type Stats, statSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { decodedText } from '../../../../shared/encoding/decoded-text.ts'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import { Secret } from '../../../../shared/secret.ts'
import { errorCode } from '../error-code.ts'
import { whyUntrusted } from '../files/secret-file.ts'

export type AskPassphrase = () => Promise<Secret | null>

/** A passphrase file is a line; a mistyped path to something huge must not be read into memory. */
const MOST_BYTES = 64 * 1024

/**
 * Takes EVERBEARER_PASSPHRASE and EVERBEARER_PASSPHRASE_FILE out of `env`, so that no child process inherits them, and
 * gives a function that returns the passphrase later: null when neither was set. The file is read on the first call, and
 * again until that succeeds; then the passphrase is cached, since a pipe can be read only once. An ambiguous encoding is
 * refused: a vault would be sealed with a passphrase that nobody has typed.
 * Faults: file_unreadable {path, detail}, or {path, why}: `open_to_others` when others of this machine may read it,
 * `several_lines`; no_text_file {path}, also for the variable; input_too_large {limit}.
 */
export function takePassphrase(env: NodeJS.ProcessEnv = process.env): AskPassphrase {
  const { EVERBEARER_PASSPHRASE: given, EVERBEARER_PASSPHRASE_FILE: path } = env
  delete env.EVERBEARER_PASSPHRASE
  delete env.EVERBEARER_PASSPHRASE_FILE
  // A shell that reads a file with Windows line ends leaves the last CR.
  const line = given?.replace(/\r$/, '')
  let passphrase = line ? new Secret(line) : null
  return async () => {
    // Node replaces what was no UTF-8 in a variable.
    if (line?.includes('\ufffd')) raise('no_text_file', { path: 'EVERBEARER_PASSPHRASE' })
    if (passphrase === null && path) passphrase = await readPassphraseFile(path)
    return passphrase
  }
}

async function readPassphraseFile(path: string): Promise<Secret | null> {
  try {
    const line = readLine(await readAll(openSource(path)), path)
    return line === '' ? null : new Secret(line)
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    throw new FaultError(fault('file_unreadable', { path, detail: errorCode(thrown) }), { cause: thrown })
  }
}

/** A pipe is opened non-blocking: a blocking open waits for a writer, and no signal would end this program meanwhile. */
function openSource(path: string): Readable {
  const isPipe = statSync(path).isFIFO()
  const fd = openSync(path, constants.O_RDONLY | (isPipe ? constants.O_NONBLOCK : 0))
  try {
    assertPrivate(fstatSync(fd), path)
    return isPipe ? new Socket({ fd }) : createReadStream(path, { fd })
  } catch (thrown) {
    closeSync(fd)
    throw thrown
  }
}

/** Checks the open file, not its name, which could be another file a moment later. */
function assertPrivate(stats: Stats, path: string): void {
  // The owner does not matter: a secret manager's file may belong to root.
  if (whyUntrusted(stats) === 'open_to_others') raise('file_unreadable', { path, why: 'open_to_others' })
}

/** UTF-8 with or without its mark, or UTF-16 with it; an "ANSI" letter could be any of several. */
function readLine(bytes: Uint8Array, path: string): string {
  const decoded = decodedText(bytes)
  if (decoded === null || decoded.encoding === 'windows-1252') raise('no_text_file', { path })
  const line = decoded.text.replace(/\r?\n$/, '')
  if (/[\r\n]/.test(line)) raise('file_unreadable', { path, why: 'several_lines' })
  return line
}

async function readAll(source: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of source) {
    length += chunk.length
    if (length > MOST_BYTES) raise('input_too_large', { limit: MOST_BYTES })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
