/**
 * kill -9 of the keeper, a hundred times, while it saves and renews: in real vaults, against servers that end a session
 * when one refresh token comes twice. KILL_SEED=N draws other moments than seed 1 does, as far as real processes allow it to matter.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { keepAlive } from '../../kit/keyrings/keyring-alive.ts'
import { type SecretService, startSecretService } from '../../kit/keyrings/secret-service.ts'
import { everbearer } from '../../kit/processes/everbearer-process.ts'
import { type Environment, type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { seededRandom } from '../../kit/seeded-random.ts'
import { drawWorld, oauthWorld, type TokenWorld } from '../token-worlds.ts'
import { KillRounds } from './kill-rounds.ts'

const KILLS = 25
const SEED = Number(process.env['KILL_SEED'] ?? 1)

type Vault = { readonly env: Environment; expectNothingLeft(home: Home, documents: number): Promise<void> }

const inFile = async (): Promise<Vault> => ({
  env: { EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'correct horse battery' },
  async expectNothingLeft(home, documents) {
    const files = readdirSync(join(home.path, 'vault'))
    expect(files.filter((file) => !/^(([0-9a-f]{16}|manifest|key)\.age|place)$/.test(file))).toEqual([])
    expect(files).toHaveLength(documents + 3)
  },
})

async function inKeychain(): Promise<Vault> {
  const keyring: SecretService = await startSecretService()
  const leaveAlone = keepAlive(keyring)
  onTestFinished(async () => {
    leaveAlone()
    await keyring.stop()
  })
  return {
    env: { ...keyring.env, EVERBEARER_VAULT: 'keychain' },
    async expectNothingLeft(home, documents) {
      const { stdout } = await everbearer(home, ['doctor', '--json'])
      const service = /everbearer-[0-9a-f]{8,}/.exec(stdout)?.[0] ?? 'the doctor names no service'
      const found = await keyring.find({ service })
      // Two slots each, the list's too, and the mark for programs of the layout before.
      expect(found.match(/attribute\.username = .*/g)).toHaveLength(2 * (documents + 1) + 1)
    },
  }
}

test.each<[string, string, () => Promise<Vault>, () => Promise<TokenWorld>]>([
  ['an encrypted file', 'DRAW with strict rotation', inFile, drawWorld],
  ['an encrypted file', 'a certified OAuth provider', inFile, oauthWorld],
  ['gnome-keyring', 'DRAW with strict rotation', inKeychain, drawWorld],
  ['gnome-keyring', 'a certified OAuth provider', inKeychain, oauthWorld],
])('%s over %s outlives kill -9 at any moment', async (vaultName, worldName, makeVault, makeWorld) => {
  const vault = await makeVault()
  const world = await makeWorld()
  const home = temporaryHome(vault.env)
  const rounds = new KillRounds(home, world, seededRandom(SEED))
  onTestFinished(() => console.log(`KILL_SEED=${SEED}, ${vaultName}, ${worldName}: ${rounds.lastWords}`))
  await rounds.begin()
  // How often each thing happens is up to the machine's speed, not to the product: what has not yet is waited for.
  while (rounds.tally.kills < KILLS || !rounds.hasMetAll) await rounds.next()
  await rounds.end()
  await vault.expectNothingLeft(home, world.entries.length)
  expect(readdirSync(home.path).filter((file) => file.includes('damaged'))).toEqual([])
})
