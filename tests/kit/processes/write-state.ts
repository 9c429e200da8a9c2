/**
 * Lets a real build write what later builds must read: tests/integration/states/BUILD. Whoever raises the version of a
 * stored thing runs this over the build before, checked out and built elsewhere, and adds what comes of it:
 *
 *   node tests/kit/processes/write-state.ts /tmp/before/dist/cli.js tests/integration/states/BUILD
 *
 * All of it is made up, its passphrase too. The tokens live for eighty years; their server ends with this program.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { nodeDigest } from '../../../electron/adapters/node/digest.ts'
import { type DrawServer, drawConnection, startDrawServer } from '../draw/draw-server.ts'
import { startSecretService } from '../keyrings/secret-service.ts'
import { type Environment, environmentOf } from './temporary-home.ts'

export const STATE_PASSPHRASE = 'correct horse battery staple'
/** Made for these files alone. */
export const STATE_IDENTITY = 'AGE-SECRET-KEY-1E6NCU7DMFEYDTVJWK5A2D9TMSRJ8JKS3047AFMK6R5YNQ2Q4VJTQ02SJ8Q'
const RECIPIENT = 'age1dtlpq53ljrryhhv3gnmzc2dle9809q6gapydd36eevkxqcele96qq8g0gq'

const EIGHTY_YEARS_S = 80 * 365 * 86_400
const LEFT_BEHIND = /\.sock$|\.lock$|^machine-id$|log\.jsonl$/

type Run = (args: readonly string[], stdin?: unknown) => Promise<string>

async function writeState(program: string, folder: string): Promise<void> {
  const base = temporaryBase()
  const lives = { accessLifeSeconds: EIGHTY_YEARS_S, refreshLifeSeconds: EIGHTY_YEARS_S }
  const server = await startDrawServer(lives, () => {})
  const { run, start } = runner(program, base, { EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: STATE_PASSPHRASE })
  const agent = await start()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  try {
    await fill(run, server)
    const consumers = await addConsumers(run)
    await exportAll(run, folder)
    const names = (JSON.parse(await run(['list', '--json'])) as { connections: { name: string }[] }).connections
    const shown = await inTurn(names, async ({ name }) => JSON.parse(await run(['show', name, '--json'])) as unknown)
    const token = (await run(['token', 'draw-renewed'])).trim()
    writeFileSync(join(folder, 'shown.json'), `${JSON.stringify({ token, shown, ...consumers }, null, 2)}\n`)
    await agent.stop()
    cpSync(join(base, 'state'), join(folder, 'state'), { recursive: true, filter: (path) => !LEFT_BEHIND.test(path) })
  } finally {
    await agent.stop()
    await server.stop()
    rmSync(base, { recursive: true, force: true })
  }
  await writeKeychain(program, folder)
}

/** What lies in a real keychain, entry by entry: account and text. */
async function writeKeychain(program: string, folder: string): Promise<void> {
  const base = temporaryBase()
  const keyring = await startSecretService()
  const { run } = runner(program, base, { ...keyring.env, EVERBEARER_VAULT: 'keychain' })
  try {
    await run(['add', '--from', '-'], OAUTH2)
    const service = `everbearer-${nodeDigest(join(base, 'state')).slice(0, 16)}`
    const found = await keyring.find({ service })
    // It tells what is secret and what is not on two streams, in the same order.
    const told = (word: string) => [...found.matchAll(new RegExp(`^${word} = (.*)$`, 'gm'))].map(([, value]) => value)
    const [secrets, accounts] = [told('secret'), told('attribute.username')]
    const byAccount = Object.fromEntries(accounts.map((account, index) => [account, secrets[index]]).sort())
    if (accounts.length < 4) throw new Error(`the keychain holds ${accounts.length} entries: ${found}`)
    writeFileSync(join(folder, 'keychain.json'), `${JSON.stringify(byAccount, null, 2)}\n`)
  } finally {
    await keyring.stop()
    rmSync(base, { recursive: true, force: true })
  }
}

function temporaryBase(): string {
  const base = mkdtempSync(join(tmpdir(), 'eb-state-'))
  for (const name of ['user', 'tmp']) mkdirSync(join(base, name), { mode: 0o700 })
  return base
}

/** One connection of each kind that this build knows, in each condition that a document can tell of. */
async function fill(run: Run, server: DrawServer): Promise<void> {
  const systems = (JSON.parse(await run(['systems', '--json'])) as { systems: { id: string }[] }).systems
  for (const name of ['draw-plain', 'draw-renewed', 'draw-paused', 'draw-asked', 'draw-refused']) {
    await run(['add', '--from', '-'], drawConnection(name, server.url, server.issuePair()))
  }
  await run(['add', '--from', '-'], OAUTH2)
  for (const { id } of systems) if (id in OTHERS) await run(['add', '--from', '-'], Reflect.get(OTHERS, id))
  await run(['refresh', 'draw-renewed'])
  await run(['test', 'draw-renewed'])
  await run(['pause', 'draw-paused'])
  server.control({ weather: [{ kind: 'lose-reply' }, { kind: 'lose-reply' }] })
  await run(['refresh', 'draw-asked']).catch(() => '')
  server.control({ revokeAll: true })
  await run(['refresh', 'draw-refused']).catch(() => '')
  await run(['settings', 'set', 'journalEntries', '500'])
}

/** One of each kind of key; an earlier build knows none. */
async function addConsumers(run: Run): Promise<{ readonly consumers?: unknown }> {
  if (!(await run(['--help'])).includes('\n  consumers ')) return {}
  await run(['consumers', 'add', 'uploader', '--for', 'draw-plain,draw-renewed'])
  await run(['consumers', 'add', 'reader', '--for', 'oauth2-machine', '--resource', 'https://api.example/'])
  const { consumers } = JSON.parse(await run(['consumers', 'list', '--json'])) as { consumers: unknown }
  return { consumers }
}

async function exportAll(run: Run, folder: string): Promise<void> {
  if (!(await run(['--help'])).includes('\n  export ')) return
  writeFileSync(join(folder, 'passphrase.age'), await run(['export', '--sealed'], STATE_PASSPHRASE))
  writeFileSync(join(folder, 'recipient.age'), await run(['export', '--sealed', '--recipient', RECIPIENT]))
}

const OAUTH2 = {
  name: 'oauth2-machine',
  system: 'oauth2',
  settings: {
    baseUrl: 'https://server.example/',
    clientId: 'Institute A',
    maxRetries: 5,
    grant: 'client_credentials',
    endpoints: { token: '/oauth/token' },
  },
  secrets: { clientSecret: 'entered once: 100%' },
}

const OTHERS = {
  osais: {
    name: 'osais-ward',
    system: 'osais',
    settings: { baseUrl: 'https://opensourceais.example/', maxRetries: 3 },
    secrets: { clientToken: 'c1e0f3b84a6d4f7e9b1a2c3d4e5f6071', clientSecret: 'b7a6c5d4e3f2412f8091a2b3c4d5e6f7' },
  },
  runai: {
    name: 'runai-lab',
    system: 'runai',
    settings: { baseUrl: 'https://runai.example/', clientId: 'lab-app', maxRetries: 3 },
    secrets: { clientSecret: 'k3Yq7Zr1Vt5Ux9Wp' },
  },
  crafter: {
    name: 'crafter-site',
    system: 'crafter',
    settings: { baseUrl: 'https://crafter.example/crafter-profile', expiresAt: '2090-01-01T00:00:00Z' },
    secrets: { accessToken: 'e8f5170c-877b-416f-b70f-4b09772f8e2d' },
  },
}

function runner(program: string, base: string, more: Environment) {
  const node = join(program, '..', '..', 'node_modules', 'node', 'bin', 'node')
  const env = environmentOf({ base, path: join(base, 'state'), env: more })
  const begin = (args: readonly string[]) => {
    const child = spawn(node, [program, ...args], { env, cwd: base })
    child.stdin.on('error', () => {})
    return child
  }
  const run: Run = async (args, stdin = '') => {
    const child = begin(args)
    const said = text(child.stdout)
    const complained = text(child.stderr)
    child.stdin.end(typeof stdin === 'string' ? stdin : JSON.stringify(stdin))
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error(`${args.join(' ')}: ${await complained}`)
    return await said
  }
  const start = async () => {
    const child = begin(['agent'])
    const closed = once(child, 'close')
    await Promise.race([once(child.stdout, 'data'), closed])
    return {
      async stop() {
        child.kill('SIGTERM')
        await closed
      },
    }
  }
  return { run, start }
}

async function inTurn<From, To>(all: readonly From[], make: (one: From) => Promise<To>): Promise<To[]> {
  const made: To[] = []
  for (const one of all) made.push(await make(one))
  return made
}

const [cli = '', out = ''] = process.argv.slice(2)
if (import.meta.main) await writeState(resolve(cli), resolve(out))
