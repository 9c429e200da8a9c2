import { describe, expect, test } from 'vitest'
import type { VaultBackend } from '../../../electron/core/ports.ts'
import { moveVault } from '../../../electron/core/vault/move-vault.ts'
import { fault } from '../../../shared/fault.ts'
import { type FaultyVault, faultyVault } from '../../kit/faulty-vault.ts'

const manifest = (...ids: string[]) =>
  JSON.stringify({ version: 1, connections: ids.map((id) => ({ id, name: id, system: 'draw', step: 'kept' })) })

const KEYS = ['manifest', 'one', 'two', 'never-saved']
const CONTENTS = { manifest: manifest('one', 'two', 'never-saved'), one: 'secret one', two: 'secret two' }

function vaults() {
  const from = faultyVault('keychain')
  for (const [key, value] of Object.entries(CONTENTS)) from.contents.set(key, value)
  return { from, to: faultyVault('file'), inUse: 'from' as 'from' | 'to' }
}

type Moving = ReturnType<typeof vaults>
const move = (moving: Moving) =>
  moveVault(moving.from, moving.to, KEYS, async () => {
    moving.inUse = 'to'
  })
const contents = (vault: FaultyVault) => Object.fromEntries(vault.contents)

test('moves everything and empties the old vault', async () => {
  const moving = vaults()
  expect(await move(moving)).toEqual([])
  expect(moving.inUse).toBe('to')
  expect(contents(moving.to)).toEqual(CONTENTS)
  expect(contents(moving.from)).toEqual({})
})

describe('a fault', () => {
  const places = (['from', 'to'] as const).flatMap((where) =>
    (['read', 'write', 'remove'] as const).flatMap((call) => KEYS.map((key) => [where, call, key] as const)),
  )

  test.each(places)('at %s %s %s leaves one vault complete and in use', async (where, call, key) => {
    const moving = vaults()
    moving[where].failNext(call, fault('vault_stalled'), { key })
    const left = await move(moving).catch(() => null)
    expect(contents(moving[moving.inUse])).toEqual(CONTENTS)
    if (left === null) {
      expect(moving.inUse).toBe('from')
      expect(contents(moving.to)).toEqual({})
    } else {
      expect(Object.keys(contents(moving.from))).toEqual(left)
    }
  })

  test('while switching leaves both complete, since the switch may be remembered already', async () => {
    const { from, to } = vaults()
    await expect(moveVault(from, to, KEYS, () => Promise.reject(new Error('full disk')))).rejects.toThrow('full disk')
    expect([contents(from), contents(to)]).toEqual([CONTENTS, CONTENTS])
  })

  test('a value that reads back otherwise is not trusted', async () => {
    const moving = vaults()
    const write = moving.to.write.bind(moving.to)
    moving.to.write = (key, value) => write(key, key === 'one' ? `${value}?` : value)
    await expect(move(moving)).rejects.toMatchObject({ fault: { code: 'vault_damaged', params: { key: 'one' } } })
    expect(moving.inUse).toBe('from')
  })
})

/** The same vault for a program that dies at a certain call: neither this call nor any later one does anything. */
function mortal(vault: FaultyVault, isAlive: () => boolean): VaultBackend {
  const live = <Value>(work: () => Promise<Value>) => (isAlive() ? work() : Promise.reject(new Error('died')))
  return {
    kind: vault.kind,
    read: (key) => live(() => vault.read(key)),
    write: (key, value) => live(() => vault.write(key, value)),
    remove: (key) => live(() => vault.remove(key)),
    condition: () => vault.condition(),
    unlock: () => vault.unlock(),
    close: () => vault.close(),
  }
}

test('a crash at any call leaves one vault complete and in use, and the move can be done again', async () => {
  for (let step = 1, died = true; died; step++) {
    const moving = vaults()
    let calls = 0
    died = false
    const isAlive = () => {
      died ||= ++calls >= step
      return !died
    }
    await moveVault(mortal(moving.from, isAlive), mortal(moving.to, isAlive), KEYS, async () => {
      moving.inUse = 'to'
    }).catch(() => {})
    expect(contents(moving[moving.inUse])).toEqual(CONTENTS)
    if (moving.to.contents.has('manifest')) expect(contents(moving.to)).toEqual(CONTENTS)
    if (moving.from.contents.size > 0) expect([...moving.from.contents.keys()]).toContain('manifest')
    if (moving.inUse === 'from') await move(moving)
    expect(contents(moving.to)).toEqual(CONTENTS)
    expect(step).toBeLessThan(50)
  }
})

test('a vault that lists connections of its own is not overwritten', async () => {
  const moving = vaults()
  moving.to.contents.set('manifest', manifest('another'))
  await expect(move(moving)).rejects.toMatchObject({ fault: { code: 'vault_occupied', params: { kind: 'file' } } })
  expect(contents(moving.to)).toEqual({ manifest: manifest('another') })
  expect(contents(moving.from)).toEqual(CONTENTS)
})

test('what a move away from there has left behind is no other’s, also where a connection was removed since', async () => {
  const moving = vaults()
  for (const [key, value] of Object.entries({ manifest: manifest('one', 'gone'), gone: 'old secret', one: 'old' }))
    moving.to.contents.set(key, value)
  const done = async () => {
    moving.inUse = 'to'
  }
  expect(await moveVault(moving.from, moving.to, KEYS, done, undefined, true)).toEqual([])
  expect(contents(moving.to)).toEqual(CONTENTS)
})

test('what an earlier move of the same connections has left behind is replaced', async () => {
  const moving = vaults()
  moving.to.contents.set('manifest', manifest('one'))
  moving.to.contents.set('one', 'older')
  await move(moving)
  expect(contents(moving.to)).toEqual(CONTENTS)
})
