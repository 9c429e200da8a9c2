import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeClock } from '../../electron/adapters/node/clock.ts'
import { connectKeeper } from '../../electron/adapters/node/keeper-socket/keeper-client.ts'
import type { KeeperConnection } from '../../electron/adapters/node/keeper-socket/keeper-connection.ts'
import { VERSION } from '../../electron/hosting/version.ts'
import { everbearer, type Running, startAgent } from '../kit/processes/everbearer-process.ts'
import { temporaryHome, USUAL_LOG } from '../kit/processes/temporary-home.ts'
import { DEADLINE_MS, type TokenKeeper, timed } from './token-keeper.ts'

/** An agent with the encrypted file, which outlives it as oidc-agent's does. */
export async function everbearerKeeper(cert: string): Promise<TokenKeeper> {
  const clean: (() => Promise<void>)[] = []
  const atEnd = (work: () => Promise<void>): void => void clean.unshift(work)
  const home = temporaryHome(
    { EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'made up for a bench', ...USUAL_LOG },
    atEnd,
  )
  const authority = join(home.base, 'authority.pem')
  writeFileSync(authority, cert)
  const env = { NODE_EXTRA_CA_CERTS: authority }
  const start = (): Running => startAgent(home, { env, atEnd })
  let agent = start()
  await agent.ready()
  /** As a program that asks often keeps it; oidc-agent takes one request a connection. */
  let kept: KeeperConnection | null = null

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
    askSocket: (account) =>
      timed(async () => {
        kept ??= await connectKeeper({ stateFolder: home.path, version: VERSION, clock: nodeClock })
        const answer = await kept?.call('connections.token', { name: account })
        return answer?.token ?? null
      }),
    async crash() {
      kept?.close()
      kept = null
      agent.kill('SIGKILL')
      await agent.exited
    },
    async restart() {
      agent = start()
      await agent.ready()
    },
    async stop() {
      kept?.close()
      for (const work of clean) await work()
    },
  }
}
