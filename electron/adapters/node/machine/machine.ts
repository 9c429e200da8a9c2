import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FaultError, fault } from '../../../../shared/fault.ts'
import type { Machine } from '../../../core/ports.ts'
import { nodeDigest } from '../digest.ts'
import { errorCode } from '../error-code.ts'
import { setAside } from '../files/set-aside.ts'
import { unusable } from '../files/state-folder-faults.ts'
import { readStoredTextSync } from '../files/stored-file.ts'
import { windowsProgram } from '../processes/windows-program.ts'

/** The system's own id is meant to stay on the machine (machine-id(5)): documents carry a digest made for us alone. */
const PURPOSE = 'everbearer machine'

/** Where Linux keeps it; a container often has none, and an image made for copying says "uninitialized". */
const FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id']

/** Drawn by the kernel each time it starts. */
const BOOT_FILE = '/proc/sys/kernel/random/boot_id'
const BOOT_PURPOSE = 'everbearer boot'

const IOREG = '/usr/sbin/ioreg'

const FALLBACK_FILE = 'machine-id'

/** Long, since everything is slow at login, and a program started then runs for the whole day. */
const COMMAND_TIMEOUT_MS = 10_000

/** How one finds out this machine's id: tests hand in their own. */
export type MachineSources = {
  readonly platform: NodeJS.Platform
  readFile(path: string): string
  run(command: string, args: readonly string[]): string
}

const systemSources: MachineSources = {
  platform: process.platform,
  readFile: (path) => readStoredTextSync(path),
  run: (command, args) =>
    // The desktop has no console to lend, and one of reg.exe's own would flash up before the window.
    execFileSync(command, args, {
      encoding: 'utf8',
      timeout: COMMAND_TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    }),
}

/**
 * This machine, stable over restarts and reinstallations of Everbearer. Where the system gives no id, a random one is
 * kept in the state folder, which can then not tell machines apart that share this folder. Raises file_unreadable
 * {path, detail} and state_folder_unusable {path, detail}.
 */
export function nodeMachine(stateFolder: string, sources: MachineSources = systemSources): Machine {
  const id = systemId(sources) ?? storedId(join(stateFolder, FALLBACK_FILE))
  return { id: digestOf(PURPOSE, id), boot: bootOf(id, sources) }
}

/** The machine's id goes in, since containers on one host are started by themselves. */
function bootOf(id: string, sources: MachineSources): string | null {
  const boot =
    sources.platform === 'linux' ? readId(BOOT_FILE, () => sources.readFile(BOOT_FILE), /^([\w-]{36})\s*$/) : null
  return boot === null ? null : digestOf(BOOT_PURPOSE, `${id}:${boot}`)
}

const digestOf = (purpose: string, id: string): string => nodeDigest(`${purpose}:${id}`).slice(0, 32)

function systemId(sources: MachineSources): string | null {
  if (sources.platform === 'darwin') {
    const words = ['-rd1', '-c', 'IOPlatformExpertDevice']
    return readId(IOREG, () => sources.run(IOREG, words), /"IOPlatformUUID" = "([\w-]+)"/)
  }
  if (sources.platform === 'win32') {
    const key = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography'
    // Also from a 32-bit process, which would otherwise see a registry without it.
    const words = ['query', key, '/v', 'MachineGuid', '/reg:64']
    const reg = windowsProgram('reg.exe')
    return readId(reg, () => sources.run(reg, words), /REG_SZ\s+([\w-]+)/)
  }
  return (
    FILES.map((file) => readId(file, () => sources.readFile(file), /^([0-9a-f]{32})\s*$/)).find((id) => id !== null) ??
    null
  )
}

/** These pass by themselves. Taken for "no id", they would make this another machine, whose documents wait for a person. */
const TRANSIENT_CODES = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EINTR', 'EBUSY', 'EIO', 'ESTALE', 'ETIMEDOUT']

/** Null where there is none. Raises file_unreadable {path, detail} where nobody can tell for the moment. */
function readId(path: string, look: () => string, pattern: RegExp): string | null {
  try {
    return pattern.exec(look())?.[1]?.toLowerCase() ?? null
  } catch (thrown) {
    const detail = errorCode(thrown)
    if (TRANSIENT_CODES.includes(detail))
      throw new FaultError(fault('file_unreadable', { path, detail }), { cause: thrown })
    return null
  }
}

function storedId(path: string): string {
  const stored = readId(path, () => readStoredTextSync(path), /^([\w-]{36})\s*$/)
  if (stored !== null) return stored
  try {
    // What is no id any more may still be one to somebody: by it alone the documents here know this machine.
    if (existsSync(path)) setAside(path)
    const fresh = randomUUID()
    writeWhole(path, `${fresh}\n`)
    return fresh
  } catch (thrown) {
    throw unusable(path, thrown)
  }
}

/** Documents that are saved next survive a power cut, and so must what they know this machine by. */
function writeWhole(path: string, text: string): void {
  const half = `${path}.new`
  const file = openSync(half, 'w', 0o600)
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(half, path)
}
