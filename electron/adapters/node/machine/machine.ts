import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Machine } from '../../../core/ports.ts'
import { nodeDigest } from '../digest.ts'
import { setAside } from '../files/set-aside.ts'
import { windowsProgram } from '../processes/windows-program.ts'

/** The system's own id is meant to stay on the machine (machine-id(5)): documents carry a digest made for us alone. */
const PURPOSE = 'everbearer machine'

/** Where Linux keeps it; a container often has none, and an image made for copying says "uninitialized". */
const FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id']

const FALLBACK_FILE = 'machine-id'

/** How one finds out this machine's id: tests hand in their own. */
export type MachineSources = {
  readonly platform: NodeJS.Platform
  readFile(path: string): string
  run(command: string, args: readonly string[]): string
}

const systemSources: MachineSources = {
  platform: process.platform,
  readFile: (path) => readFileSync(path, 'utf8'),
  run: (command, args) =>
    execFileSync(command, args, { encoding: 'utf8', timeout: 3_000, stdio: ['ignore', 'pipe', 'ignore'] }),
}

/**
 * This machine, stable over restarts and reinstallations of Everbearer. Where the system gives no id, a random one is
 * kept in the state folder, which can then not tell machines apart that share this folder.
 */
export function nodeMachine(stateFolder: string, sources: MachineSources = systemSources): Machine {
  const id = systemId(sources) ?? keptId(join(stateFolder, FALLBACK_FILE))
  return { id: nodeDigest(`${PURPOSE}:${id}`).slice(0, 32) }
}

function systemId(sources: MachineSources): string | null {
  if (sources.platform === 'darwin') {
    return found(
      () => sources.run('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']),
      /"IOPlatformUUID" = "([\w-]+)"/,
    )
  }
  if (sources.platform === 'win32') {
    const key = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography'
    // Also from a 32-bit process, which would otherwise see a registry without it.
    const words = ['query', key, '/v', 'MachineGuid', '/reg:64']
    return found(() => sources.run(windowsProgram('reg.exe'), words), /REG_SZ\s+([\w-]+)/)
  }
  return (
    FILES.map((file) => found(() => sources.readFile(file), /^([0-9a-f]{32})\s*$/)).find((id) => id !== null) ?? null
  )
}

function found(look: () => string, pattern: RegExp): string | null {
  try {
    return pattern.exec(look())?.[1]?.toLowerCase() ?? null
  } catch {
    return null
  }
}

function keptId(path: string): string {
  const kept = found(() => readFileSync(path, 'utf8'), /^([\w-]{36})\s*$/)
  if (kept !== null) return kept
  // What is no id any more may still be one to somebody: by it alone the documents here know this machine.
  if (existsSync(path)) setAside(path)
  const fresh = randomUUID()
  writeFileSync(path, `${fresh}\n`, { mode: 0o600 })
  return fresh
}
