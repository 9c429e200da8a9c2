import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Clock } from '../../electron/core/ports.ts'
import { type SecretService, startSecretService } from '../kit/keyrings/secret-service.ts'
import { productNode } from '../kit/processes/everbearer-process.ts'
import { documentNumber, writtenVault } from '../kit/processes/vault-writer-main.ts'

const program = resolve(import.meta.dirname, '..', 'kit', 'processes', 'vault-writer-main.ts')
const ROUNDS = 8
/** Nothing happens later by itself. */
const untimed: Pick<Clock, 'after'> = { after: () => () => undefined }

let keyring: SecretService
let folder = ''
beforeAll(async () => {
  keyring = await startSecretService()
  Object.assign(process.env, keyring.env)
  folder = await mkdtemp(join(tmpdir(), 'everbearer-kill-'))
})
afterAll(async () => {
  await keyring.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Lets the writer write a few documents, kills it somewhere in the next one, and gives the last that was kept. */
async function killedWriter(kind: string, where: string, first: number, afterMs: number): Promise<number> {
  const child = spawn(productNode, [program, kind, where, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let kept = first - 1
  for await (const line of createInterface(child.stdout)) {
    kept = Number(line)
    if (kept === first + 1) setTimeout(() => child.kill('SIGKILL'), afterMs)
  }
  return kept
}

/**
 * Each round is read by a vault of its own, as by the next keeper. One that stayed would tidy up a second later, beside the
 * next writer: two programs at once, which only the keeper's lock keeps apart, and that is not here.
 */
async function outlives(kind: string, where: string): Promise<void> {
  let last = 0
  for (let round = 0; round < ROUNDS; round++) {
    const kept = await killedWriter(kind, where, last + 1, (round * 7) % 23)
    expect(kept).toBeGreaterThan(last)
    const vault = writtenVault(kind, where, untimed)
    const text = (await vault.read('one')) ?? ''
    // What it would tidy up is done now, or never, as when it is killed itself.
    if (round % 2 === 0) await vault.close()
    else onTestFinished(() => vault.close())
    last = Number(text.slice(0, text.indexOf(':')))
    expect([kept, kept + 1]).toContain(last)
    expect(text === documentNumber(last)).toBe(true)
  }
}

test('an encrypted file outlives kill -9 at any moment, with nothing left over in the end', async () => {
  const where = join(folder, 'vault')
  await outlives('file', where)
  await writtenVault('file', where).unlock()
  expect((await readdir(where)).sort()).toEqual(['key.age', 'one.age'])
})

test('the keychain outlives kill -9 at any moment, with nothing left over in the end', async () => {
  await outlives('keychain', 'everbearer-killed')
  const vault = writtenVault('keychain', 'everbearer-killed')
  await vault.write('one', 'short')
  const found = await keyring.find({ service: 'everbearer-killed' })
  expect(
    found
      .match(/attribute.username = .*/g)
      ?.map((line) => line.slice(-3))
      .sort(),
  ).toEqual(['a.1', 'b.1'])
  await vault.remove('one')
  expect(await keyring.find({ service: 'everbearer-killed' })).toBe('')
  await vault.close()
})
