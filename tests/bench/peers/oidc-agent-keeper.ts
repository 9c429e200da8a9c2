import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DEADLINE_MS, type TokenKeeper, timed } from './token-keeper.ts'

const run = promisify(execFile)

/** Debian's oidc-agent, with its password at hand as its documentation has it for machines: it saves what was rotated. */
export async function oidcAgentKeeper(cert: string): Promise<TokenKeeper> {
  const home = mkdtempSync(join(tmpdir(), 'eb-oidc-'))
  const authority = join(home, 'authority.pem')
  const password = `--pw-file=${join(home, 'password')}`
  mkdirSync(join(home, '.oidc-agent'), { mode: 0o700 })
  writeFileSync(authority, cert)
  writeFileSync(join(home, 'password'), 'made up for a bench\n', { mode: 0o600 })
  const base = { PATH: process.env['PATH'], HOME: home }
  const accounts: string[] = []
  let agent = await start()

  /** Its process puts itself into the background and says where it is. */
  async function start(): Promise<{ pid: number; socket: string }> {
    const options = ['--json', '--pw-store', '--no-autoreauthenticate', '--no-webserver', '--no-scheme']
    const { stdout } = await run('oidc-agent', options, { env: base })
    const { socket, dpid } = JSON.parse(stdout)
    return { socket, pid: Number(dpid) }
  }

  function call(program: string, words: readonly string[], more: Record<string, string> = {}) {
    const env = { ...base, OIDC_SOCK: agent.socket, OIDCD_PID: String(agent.pid), ...more }
    return run(program, words, { env, timeout: 2 * DEADLINE_MS })
  }

  return {
    name: 'oidc-agent',
    version: (await run('oidc-agent', ['--version'])).stdout.replace(/^oidc-agent\s+/, '').trim(),
    async add(account, issuer, refreshToken) {
      const client = ['--iss', issuer, '--client-id=bench', '--client-secret=made-up', '--manual', '--flow=refresh']
      const rest = ['--scope=openid offline_access', '--redirect-uri=http://localhost:4242', '--rt-env=REFRESH']
      const quiet = [`--cp=${authority}`, password, '--confirm-default', '--prompt=none']
      await call('oidc-gen', [account, ...client, ...rest, ...quiet], { REFRESH: refreshToken })
      accounts.push(account)
    },
    ask: (account, { force = false } = {}) =>
      timed(async () => (await call('oidc-token', [...(force ? ['--force-new'] : []), account])).stdout.trim() || null),
    socketWay: (account) => ({
      path: agent.socket,
      request: JSON.stringify({ request: 'access_token', account, min_valid_period: 0, application_hint: 'bench' }),
      isWhole: (answer) => parsed(answer) !== null,
      tokenIn: (answer) => parsed(answer)?.access_token ?? null,
      // It answers one request, and closes.
      keeps: false,
    }),
    async crash() {
      process.kill(agent.pid, 'SIGKILL')
    },
    async restart() {
      agent = await start()
      for (const account of accounts) await call('oidc-add', [password, account])
    },
    async stop() {
      try {
        process.kill(agent.pid, 'SIGKILL')
      } catch {
        // Crashed, as it was asked to.
      }
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function parsed(answer: string): { access_token?: string } | null {
  try {
    return JSON.parse(answer)
  } catch {
    return null
  }
}
