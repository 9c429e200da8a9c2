import { describe, expect, test } from 'vitest'
import { guardedItems, keychainGate } from '../../../electron/adapters/node/keychain-gate.ts'
import type { KeyringLook } from '../../../electron/adapters/node/secret-service.ts'
import { type FaultCode, raise } from '../../../shared/fault.ts'

const trouble = (code: string) => ({ fault: { code } })

/** A keychain of which the test says what it looks like and what a call does; `calls` would each have been a dialog. */
function keychain(first: KeyringLook | 'no door', says: () => string | null = () => 'value') {
  const state = { look: first, says, calls: 0, dialogs: 0, stalled: false }
  const look = async () => (state.look === 'no door' ? 'unknown' : state.look)
  const unlock = async () => {
    state.dialogs++
    return look()
  }
  const door = first === 'no door' ? null : { look, unlock, close: () => {} }
  const thread = {
    call: async () => {
      state.calls++
      return state.says()
    },
    get stalled() {
      return state.stalled
    },
  }
  const gate = keychainGate(door, thread)
  return { state, gate, items: guardedItems('service', thread, gate, 5_000), touch: thread.call }
}

const refusing = (code: FaultCode) => () => raise(code)

describe('a keyring that can be looked at', () => {
  test.each(['locked', 'missing', 'denied', 'stalled'] as const)('and is %s is not called', async (look) => {
    const { state, gate, items } = keychain(look)
    for (const call of [items.get('a'), items.set('a', 'x'), items.delete('a')]) {
      await expect(call).rejects.toMatchObject(trouble(`vault_${look}`))
    }
    expect([state.calls, await gate.condition()]).toEqual([0, look])
  })

  test('and vanishes while it is read: nothing found there is not believed', async () => {
    const { state, items } = keychain('open', () => null)
    expect(await items.get('a')).toBeNull()
    state.says = () => {
      state.look = 'missing'
      return null
    }
    await expect(items.get('a')).rejects.toMatchObject(trouble('vault_missing'))
  })

  test('and is open but asks for a second keyring: not asked again until it was shut or the person unlocks', async () => {
    const { state, gate, items, touch } = keychain('open', refusing('vault_locked'))
    for (let again = 0; again < 3; again++) await expect(items.get('a')).rejects.toMatchObject(trouble('vault_locked'))
    expect([state.calls, await gate.condition()]).toEqual([1, 'locked'])
    await expect(gate.unlock(touch)).rejects.toMatchObject(trouble('vault_locked'))
    expect([state.calls, await gate.condition()]).toEqual([2, 'locked'])
    state.says = () => 'value'
    await gate.unlock(touch)
    expect(await items.get('a')).toBe('value')
  })

  test('and was locked and opened by the person elsewhere is called again', async () => {
    const { state, items } = keychain('open', refusing('vault_locked'))
    await expect(items.get('a')).rejects.toMatchObject(trouble('vault_locked'))
    state.look = 'locked'
    await expect(items.get('a')).rejects.toMatchObject(trouble('vault_locked'))
    state.look = 'open'
    state.says = () => 'value'
    expect(await items.get('a')).toBe('value')
  })
})

describe.each(['no door', 'unknown'] as const)('a keychain that cannot be looked at (%s)', (look) => {
  test.each(['vault_locked', 'vault_denied'] as const)(
    'and says %s once is not asked again before unlock',
    async (code) => {
      const { state, gate, items, touch } = keychain(look, refusing(code))
      for (let again = 0; again < 3; again++) await expect(items.get('a')).rejects.toMatchObject(trouble(code))
      expect(state.calls).toBe(1)
      await expect(gate.unlock(touch)).rejects.toMatchObject(trouble(code))
      expect(state.calls).toBe(2)
      state.says = () => 'value'
      await gate.unlock(touch)
      expect(await items.get('a')).toBe('value')
      expect(await gate.condition()).toBe('open')
    },
  )

  test.each(['vault_stalled', 'vault_full', 'vault_missing', 'vault_damaged'] as const)(
    'and says %s is tried again, since that shows nobody a dialog',
    async (code) => {
      const { state, items } = keychain(look, refusing(code))
      for (let again = 0; again < 3; again++) await expect(items.get('a')).rejects.toMatchObject(trouble(code))
      expect(state.calls).toBe(3)
    },
  )

  test('is locked for everybody else while a person is asked, and asked once', async () => {
    const { state, gate, items } = keychain(look)
    const { promise, resolve } = Promise.withResolvers<void>()
    let touched = 0
    const touch = () => {
      touched++
      return promise
    }
    const unlocks = [gate.unlock(touch), gate.unlock(touch)]
    await expect(items.get('a')).rejects.toMatchObject(trouble('vault_locked'))
    resolve()
    await Promise.all(unlocks)
    expect([touched, state.calls]).toEqual([1, 0])
    expect(await items.get('a')).toBe('value')
  })
})

test('while a call is overdue everything is stalled, whatever it looks like', async () => {
  const { state, gate, items } = keychain('open')
  state.stalled = true
  await expect(items.set('a', 'x')).rejects.toMatchObject(trouble('vault_stalled'))
  expect([state.calls, await gate.condition()]).toEqual([0, 'stalled'])
})
