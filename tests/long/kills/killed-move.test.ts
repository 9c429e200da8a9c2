/**
 * kill -9 in the middle of `vault move`, back and forth between gnome-keyring and the encrypted file: whenever it falls,
 * one of the two vaults is in use and whole. KILL_SEED=N draws other moments than seed 1 does, as far as real processes allow it to matter.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { startSecretService } from '../../kit/keyrings/secret-service.ts'
import { everbearer, startEverbearer } from '../../kit/processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { seededRandom } from '../../kit/seeded-random.ts'

const KILLS = 16
/** The kills fall from the beginning of a move to half its length after it, so that some come too late on any machine. */
const SPREAD = 1.5
/** Steps through all sixteenths of that in a mixed order, since where a move has got to decides where the next begins. */
const STRIDE = 7
const NAMES = ['ward-1', 'ward-2', 'ward-3'] as const
const SEED = Number(process.env['KILL_SEED'] ?? 1)

async function vaultOf(home: Home): Promise<string> {
  const { stdout, stderr } = await everbearer(home, ['vault', 'status', '--json'])
  expect(stderr).toBe('')
  return (JSON.parse(stdout) as { kind: string }).kind
}

/** How long a whole move takes here, there and back, in ms: most of it is working through the passphrase. */
async function moveTook(home: Home): Promise<number> {
  const start = performance.now()
  for (const to of ['file', 'keychain'])
    expect(await everbearer(home, ['vault', 'move', to])).toMatchObject({ code: 0 })
  return (performance.now() - start) / 2
}

test(`a move that is killed leaves everything in one vault, seed ${SEED}`, async () => {
  const keyring = await startSecretService()
  onTestFinished(() => keyring.stop())
  const server = await startDrawServer({ accessLifeSeconds: 86_400 })
  const home = temporaryHome({ ...keyring.env, EVERBEARER_PASSPHRASE: 'correct horse battery' })
  const tokens = new Map<string, string>()
  for (const name of NAMES) {
    const pair = server.issuePair()
    tokens.set(name, pair.accessToken)
    const stdin = JSON.stringify(drawConnection(name, server.url, pair))
    expect(await everbearer(home, ['add', '--from', '-'], { stdin })).toMatchObject({ code: 0, stderr: '' })
  }

  const random = seededRandom(SEED)
  const span = (await moveTook(home)) * SPREAD
  let [moved, stayed] = [0, 0]
  // On a machine that has become slower or quicker meanwhile, some more that are killed later or sooner.
  for (let round = 1; round <= KILLS || ((moved === 0 || stayed === 0) && round <= 2 * KILLS); round++) {
    const from = await vaultOf(home)
    const mover = startEverbearer(home, ['vault', 'move', from === 'keychain' ? 'file' : 'keychain'])
    const anew = round <= KILLS ? 1 : moved === 0 ? 4 : 1 / 4
    const part = ((round * STRIDE) % KILLS) + random.fraction()
    const timer = setTimeout(() => mover.kill('SIGKILL'), (part / KILLS) * span * anew)
    await mover.exited
    clearTimeout(timer)
    if ((await vaultOf(home)) !== from) moved += 1
    else stayed += 1
    for (const name of NAMES) {
      const { code, stdout, stderr } = await everbearer(home, ['token', name])
      expect([code, stdout.trim()], `round ${round}, ${name}: ${stderr}`).toEqual([0, tokens.get(name)])
    }
  }
  // Both happened, or the moments were drawn badly and nothing was proved.
  expect(moved).toBeGreaterThan(0)
  expect(stayed).toBeGreaterThan(0)

  // A move that is not disturbed takes along what the killed ones have left behind, too.
  for (const to of (await vaultOf(home)) === 'file' ? ['keychain', 'file'] : ['file', 'keychain', 'file'])
    expect(await everbearer(home, ['vault', 'move', to])).toMatchObject({ code: 0 })
  const doctor = await everbearer(home, ['doctor', '--json'])
  const service = /everbearer-[0-9a-f]{8,}/.exec(doctor.stdout)?.[0]
  if (service !== undefined) expect(await keyring.find({ service })).toBe('')
  const folder = join(home.path, 'vault')
  expect(existsSync(folder) ? readdirSync(folder).length : 0).toBe(NAMES.length + 3)
})
