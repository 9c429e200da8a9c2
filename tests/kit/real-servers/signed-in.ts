import { expect } from 'vitest'
import { everbearer, startEverbearer } from '../processes/everbearer-process.ts'
import type { Home } from '../processes/temporary-home.ts'
import { until } from '../processes/until.ts'

/** `visit` takes the address that the command prints to where the browser is sent back to, and gives that. */
export async function signIn(home: Home, name: string, visit: (address: string) => Promise<string>): Promise<void> {
  const running = startEverbearer(home, ['sign-in', name, '--no-open'])
  const address = await until('the address', () => /^ {2}(http\S+)$/m.exec(running.stderr())?.[1] ?? '')
  const back = await visit(address)
  await fetch(back).then((reply) => reply.text())
  expect({ ...(await running.exited), said: running.stderr() }).toMatchObject({ code: 0 })
}

/** The token that a program gets, which the server takes at `url`. */
export async function takenAt(home: Home, name: string, url: string): Promise<string> {
  const { code, stdout, stderr } = await everbearer(home, ['token', name])
  expect({ code, stderr }).toMatchObject({ code: 0 })
  const token = stdout.trim()
  const { status } = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  expect(status).toBe(200)
  return token
}

/** Asks for a renewal until there has been another: one right after another is taken for the same wish. */
export async function renewed(home: Home, name: string): Promise<void> {
  const generation = async () =>
    (JSON.parse((await everbearer(home, ['show', name, '--json'])).stdout) as { generation: number }).generation
  const before = await generation()
  await until('a renewal', async () => {
    await everbearer(home, ['refresh', name])
    return (await generation()) > before
  })
}

/** What `command` ends with: the exit code, and the code of the fault. */
export async function endOf(home: Home, words: readonly string[]): Promise<{ code: number | null; fault: string }> {
  const { code, stderr } = await everbearer(home, words)
  return { code, fault: /^everbearer: ([a-z_]+): /m.exec(stderr)?.[1] ?? stderr }
}
