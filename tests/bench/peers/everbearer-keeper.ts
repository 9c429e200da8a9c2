import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VERSION } from '../../../electron/hosting/version.ts'
import { everbearer, type Running, startAgent } from '../../kit/processes/everbearer-process.ts'
import { AS_USUAL, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { DEADLINE_MS, type TokenKeeper, timed } from './token-keeper.ts'

/** An agent with the encrypted file, which outlives it as oidc-agent's does. */
export async function everbearerKeeper(cert: string): Promise<TokenKeeper> {
  const clean: (() => Promise<void>)[] = []
  const atEnd = (work: () => Promise<void>): void => void clean.unshift(work)
  const home = temporaryHome(
    { EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'made up for a bench', ...AS_USUAL },
    atEnd,
  )
  const authority = join(home.base, 'authority.pem')
  writeFileSync(authority, cert)
  const env = { NODE_EXTRA_CA_CERTS: authority }
  const start = (): Running => startAgent(home, { env, atEnd })
  let agent = start()
  await agent.ready()
  async function printed(words: readonly string[]): Promise<string | null> {
    const { code, stdout } = await everbearer(home, words, { env, deadlineMs: 2 * DEADLINE_MS })
    return code === 0 ? stdout.trim() : null
  }

  return {
    name: 'Everbearer',
    version: VERSION,
    async add(name, issuer, refreshToken) {
      const settings = { baseUrl: `${issuer}/`, clientId: 'bench', endpoints: { token: '/token' } }
      const secrets = { refreshToken, clientSecret: 'made up' }
      const stdin = JSON.stringify({ name, system: 'oauth2', settings, secrets })
      const added = await everbearer(home, ['add', '--from', '-'], { env, stdin })
      if (added.code !== 0) throw new Error(added.stderr)
    },
    ask: (account, { force = false } = {}) =>
      timed(async () => {
        if (force && (await printed(['refresh', account])) === null) return null
        return printed(['token', account])
      }),
    socketWay: (account) => ({
      path: join(home.path, 'keeper.sock'),
      request: `GET /v1/connections/${account}/token HTTP/1.1\r\nHost: everbearer\r\n\r\n`,
      isWhole: (answer) => bodyOf(answer) !== null,
      tokenIn: (answer) => JSON.parse(bodyOf(answer) ?? '{}').token ?? null,
      keeps: true,
    }),
    async crash() {
      agent.kill('SIGKILL')
      await agent.exited
    },
    async restart() {
      agent = start()
      await agent.ready()
    },
    async stop() {
      for (const work of clean) await work()
    },
  }
}

/** Null until all of it is there. */
function bodyOf(answer: string): string | null {
  const [head = '', body] = answer.split('\r\n\r\n', 2)
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1])
  return body !== undefined && Buffer.byteLength(body) >= length ? body : null
}
