/** A home with DRAW connections in it, and what the command line says about them when its vault is in trouble. */
import { expect } from 'vitest'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { type DrawServer, drawConnection } from '../kit/draw/draw-server.ts'
import type { Lives } from '../kit/draw/draw-tokens.ts'
import { type Hunt, markers } from '../kit/markers.ts'
import { everbearer, type Outcome } from '../kit/processes/everbearer-process.ts'
import type { Environment, Home } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'

export { FILE_PASSPHRASE as PASSPHRASE } from '../kit/processes/file-home.ts'

/** Adds a connection with a pair of its own, through whichever keeper there is. */
export async function add(home: Home, server: DrawServer, name: string, lives: Lives = {}, env: Environment = {}) {
  const entry = drawConnection(name, server.url, server.issuePair(lives))
  return await everbearer(home, ['add', '--from', '-'], { stdin: JSON.stringify(entry), env })
}

export async function addAll(home: Home, server: DrawServer, names: readonly string[], lives: Lives = {}) {
  for (const name of names) expect(await add(home, server, name, lives)).toMatchObject({ code: 0, stderr: '' })
}

/** A command that has failed as commands fail: exit code and fault code, one line with what to do next, nothing on stdout. */
export function troubleIn({ code, stdout, stderr }: Outcome): string {
  const [, fault] = /^everbearer: ([a-z_]+): .+ Next: .+\n$/.exec(stderr) ?? []
  return stdout === '' && fault !== undefined ? `${code} ${fault}` : `unexpected: ${code} ${stdout} ${stderr}`
}

/** The token that the command line prints, used at its server. */
export async function tokenWorks(
  home: Home,
  server: DrawServer,
  name: string,
  env: Environment = {},
): Promise<boolean> {
  const { code, stdout } = await everbearer(home, ['token', name], { env })
  const bearer = { authorization: `Bearer ${stdout.trim()}` }
  return code === 0 && (await fetch(`${server.url}api/health/`, { headers: bearer })).status === 200
}

/** Name, state and fault of all connections, as `list` has them. */
export async function listed(home: Home, env: Environment = {}): Promise<Record<string, string>> {
  const { code, stdout, stderr } = await everbearer(home, ['list', '--json'], { env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { connections } = JSON.parse(stdout) as { connections: ConnectionView[] }
  return Object.fromEntries(connections.map(({ name, state, fault }) => [name, fault?.code ?? state]))
}

/** Waits until no connection is in trouble: one that is just being renewed is not. */
export async function allValid(home: Home, names: readonly string[]): Promise<void> {
  await until('all connections to be valid', async () => {
    expect(await listed(home)).toEqual(Object.fromEntries(names.map((name) => [name, 'valid'])))
    return true
  })
}

/** Looks for every token that this server ever issued, and for the passphrases. */
export function huntFor(server: DrawServer, ...passphrases: readonly string[]): Hunt {
  return markers(Object.fromEntries([...server.tokens(), ...passphrases].map((secret, index) => [`${index}`, secret])))
}
