/** The port for programs with a key of an agent that runs in this home, as the command line opens it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../network/free-port.ts'
import { done } from '../processes/everbearer-process.ts'
import type { Home } from '../processes/temporary-home.ts'
import type { Issued } from '../servers/own-authority.ts'

/** `http://127.0.0.1:PORT`. */
export async function openPort(home: Home): Promise<string> {
  const port = await freePort()
  await done(home, ['settings', 'set', 'consumers.port', String(port)])
  return `http://127.0.0.1:${port}`
}

/** The port for other computers, on loopback. */
export async function openPortOverTls(home: Home, issued: Issued): Promise<number> {
  const port = await freePort()
  const files = { certificate: join(home.base, 'own.pem'), key: join(home.base, 'own.key') }
  writeFileSync(files.certificate, issued.certificate)
  writeFileSync(files.key, issued.key, { mode: 0o600 })
  await done(home, ['settings', 'set', 'consumers.certificate', files.certificate])
  await done(home, ['settings', 'set', 'consumers.key', files.key])
  await done(home, ['settings', 'set', 'consumers.address', `127.0.0.1:${port}`])
  return port
}

export async function newKey(home: Home, name: string, ...connections: string[]): Promise<string> {
  return (await done(home, ['consumers', 'add', name, '--for', connections.join()])).trim()
}
