import { describe, expect, test } from 'vitest'
import { libraryKeychain } from '../../../../electron/adapters/node/keychain/library-keychain.ts'
import { type FaultCode, raise } from '../../../../shared/fault.ts'

const trouble = (code: string) => ({ fault: { code } })

/** A keychain of which the test says what a call does; `calls` would each have been a dialog. */
function keychain(says: () => string | null | Promise<string | null> = () => 'value', asks = true) {
  const state = { says, calls: 0, stalled: false, accounts: new Set<string>(), giveUp: () => {} }
  const process = {
    call: async ({ account }: { account: string }) => {
      state.calls++
      state.accounts.add(account)
      return state.says()
    },
    get isStalled() {
      return state.stalled
    },
    onGiveUp: (listener: () => void) => {
      state.giveUp = listener
    },
    close: () => {},
  }
  const given = { service: 'service', deadlineMs: 5_000, promptMs: 5_000, showsDialogs: asks }
  return { state, items: libraryKeychain(given, process) }
}

const refusing = (code: FaultCode) => () => raise(code)

describe('a keychain that cannot be looked at', () => {
  test.each(['vault_locked', 'vault_denied'] as const)(
    'and says %s once is not asked again before unlock',
    async (code) => {
      const { state, items } = keychain(refusing(code))
      for (let again = 0; again < 3; again++) await expect(items.get(['a'])).rejects.toMatchObject(trouble(code))
      expect(state.calls).toBe(1)
      await expect(items.unlock()).rejects.toMatchObject(trouble(code))
      expect(state.calls).toBe(2)
      state.says = () => 'value'
      await items.unlock()
      expect(await items.get(['a'])).toEqual(['value'])
      expect(await items.condition()).toBe('open')
    },
  )

  test.each(['vault_stalled', 'vault_full', 'vault_missing', 'vault_damaged'] as const)(
    'and says %s is tried again, since that shows nobody a dialog',
    async (code) => {
      const { state, items } = keychain(refusing(code))
      for (let again = 0; again < 3; again++) await expect(items.get(['a'])).rejects.toMatchObject(trouble(code))
      expect(state.calls).toBe(3)
    },
  )

  test('is locked for everybody else while a person is asked, and asked once', async () => {
    const { promise, resolve } = Promise.withResolvers<string | null>()
    const { state, items } = keychain(() => promise)
    const unlocks = [items.unlock(), items.unlock()]
    await expect(items.get(['a'])).rejects.toMatchObject(trouble('vault_locked'))
    resolve(null)
    await Promise.all(unlocks)
    expect(state.calls).toBe(1)
    state.says = () => 'value'
    expect(await items.get(['a'])).toEqual(['value'])
  })

  test('while a call is overdue is stalled, and not called', async () => {
    const { state, items } = keychain()
    state.stalled = true
    await expect(items.set('a', 'x')).rejects.toMatchObject(trouble('vault_stalled'))
    expect([state.calls, await items.condition()]).toEqual([0, 'stalled'])
  })

  test.each([
    [true, 'locked', 0],
    [false, 'open', 1],
  ])('whose dialog (%s) nobody has answered is %s then', async (asks, condition, calls) => {
    const { state, items } = keychain(() => 'value', asks)
    state.giveUp()
    await items.get(['a']).catch(() => null)
    expect([await items.condition(), state.calls]).toEqual([condition, calls])
    await items.unlock()
    expect(await items.condition()).toBe('open')
  })
})
