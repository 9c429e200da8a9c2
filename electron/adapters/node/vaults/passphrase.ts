import { closeSync, constants, createReadStream, fstatSync, openSync, type Stats, statSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { decodedText } from '../../../../shared/encoding/decoded-text.ts'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import { Secret } from '../../../../shared/secret.ts'
import { errorCode } from '../error-code.ts'
import { untrusted } from '../files/secret-file.ts'

export type AskPassphrase = () => Promise<Secret | null>

/** A passphrase file is a line; a mistyped path to something huge must not be read into memory. */
const MOST_BYTES = 64 * 1024

/**
 * Takes EVERBEARER_PASSPHRASE and EVERBEARER_PASSPHRASE_FILE out of `env`, so that no child process inherits them, and
 * gives what asks for the passphrase later: null when neither was set. The file is read when it is first asked for and
 * again until it could be read; then the passphrase is kept, since a pipe can be read only once. What could be read in
 * two ways is refused: a vault would be sealed with a passphrase that nobody has ever typed.
 * Faults: file_unreadable {path, detail}, or {path, why}: `open_to_others` when others of this machine may read it,
 * `several_lines`; no_text_file {path}, also for the variable; input_too_large {limit}.
 */
export function takePassphrase(env: NodeJS.ProcessEnv = process.env): AskPassphrase {
  const { EVERBEARER_PASSPHRASE: given, EVERBEARER_PASSPHRASE_FILE: path } = env
  delete env.EVERBEARER_PASSPHRASE
  delete env.EVERBEARER_PASSPHRASE_FILE
  // A file with Windows' line ends, read by a shell, leaves half of the last one.
  const line = given?.replace(/\r$/, '')
  let passphrase = line ? new Secret(line) : null
  return async () => {
    // What Node puts where a variable was no UTF-8.
    if (line?.includes('\ufffd')) raise('no_text_file', { path: 'EVERBEARER_PASSPHRASE' })
    if (passphrase === null && path) passphrase = await readPassphraseFile(path)
    return passphrase
  }
}

async function readPassphraseFile(path: string): Promise<Secret | null> {
  try {
    const line = lineIn(await allBytes(opened(path)), path)
    return line === '' ? null : new Secret(line)
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    throw new FaultError(fault('file_unreadable', { path, detail: errorCode(thrown) }), { cause: thrown })
  }
}

/** A pipe is opened and read without waiting inside the system, where nobody writes to it: no signal would end this program there. */
function opened(path: string): Readable {
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

/** Rights are asked of the open file, not of its name, which could be another file a moment later. */
function assertPrivate(look: Stats, path: string): void {
  // Whose it is counts for nothing here: what somebody else lets be read to us is no secret of ours.
  if (untrusted(look) === 'open_to_others') raise('file_unreadable', { path, why: 'open_to_others' })
}

/** UTF-8 with or without its mark, or UTF-16 with it; an "ANSI" letter could be any of several. */
function lineIn(bytes: Uint8Array, path: string): string {
  const decoded = decodedText(bytes)
  if (decoded === null || decoded.encoding === 'windows-1252') raise('no_text_file', { path })
  const line = decoded.text.replace(/\r?\n$/, '')
  if (/[\r\n]/.test(line)) raise('file_unreadable', { path, why: 'several_lines' })
  return line
}

async function allBytes(source: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of source) {
    length += chunk.length
    if (length > MOST_BYTES) raise('input_too_large', { limit: MOST_BYTES })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
