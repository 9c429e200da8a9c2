/** A keeper whose vault is a gnome-keyring of its own, and what lies there and beside it in files. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type SecretService, startSecretService } from '../kit/keyrings/secret-service.ts'
import { everbearer, type Running, startAgent } from '../kit/processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../kit/processes/temporary-home.ts'

export const NAMES = ['one', 'two', 'three']

export type Scene = { readonly keyring: SecretService; readonly home: Home; readonly agent: Running }

export async function keptInKeyring(): Promise<Scene> {
  const keyring = await startSecretService()
  onTestFinished(() => keyring.stop())
  // Nothing is forced: the keychain is taken because it works, and the move is remembered.
  const home = temporaryHome(keyring.env)
  const agent = startAgent(home)
  await agent.ready()
  return { keyring, home, agent }
}

export async function serviceOf(home: Home): Promise<string> {
  const { stdout } = await everbearer(home, ['doctor', '--json'])
  return /everbearer-[0-9a-f]{8,}/.exec(stdout)?.[0] ?? 'the doctor names no service'
}

export async function entriesIn(keyring: SecretService, service: string): Promise<number> {
  return [...(await keyring.find({ service })).matchAll(/^label = /gm)].length
}

/** The path of the folder may be written down there as well; it is no document. */
export const documentsIn = (home: Home) => {
  const folder = join(home.path, 'vault')
  return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.age')) : []
}

export const move = (home: Home, to: string, stdin = '') => everbearer(home, ['vault', 'move', to], { stdin })
