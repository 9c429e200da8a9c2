import { expect, test } from 'vitest'
import type { KeychainChild } from '../../../../electron/adapters/node/keychain/keychain-child.ts'
import { KeychainProcess } from '../../../../electron/adapters/node/keychain/keychain-process.ts'
import type { KeychainAnswer } from '../../../../electron/adapters/node/keychain/keychain-program.ts'
import { handClock } from '../../../kit/hand-clock.ts'

const call = { action: 'get', service: 'service', account: 'one.a.1' } as const
const stalled = { fault: { code: 'vault_stalled' } }
/** The time of a call is a person's own, not the clock's that is handed in. */
const SOON_MS = 20

/** Its children answer when the test says so. */
function rig() {
  const clock = handClock()
  const children: { answer: (answer: KeychainAnswer | null) => void; ended: boolean }[] = []
  const given: NodeJS.ProcessEnv[] = []
  const start = (_program: string, env: NodeJS.ProcessEnv): KeychainChild => {
    given.push(env)
    const child = { answer: (_answer: KeychainAnswer | null) => {}, ended: false }
    children.push(child)
    return {
      send: () => undefined,
      listen(listener) {
        child.answer = listener
      },
      end() {
        child.ended = true
      },
    }
  }
  const env = { HOME: '/home/a', EVERBEARER_PASSPHRASE: 'secret', NODE_OPTIONS: '--inspect' }
  const library = new KeychainProcess({ start, env, clock, promptMs: 1_000 })
  const answers = (value: string, entries = 1) => children.at(-1)?.answer({ ok: true, value, entries })
  return { clock, children, given, library, answers }
}

test('is there for the calls of one piece of work, and for no longer', async () => {
  const { clock, children, given, library, answers } = rig()
  expect(children).toEqual([])
  for (const value of ['first', 'second']) {
    const asked = library.call(call, 1_000)
    await clock.settle()
    answers(value)
    expect(await asked).toBe(value)
  }
  expect(given).toEqual([{ HOME: '/home/a' }])
  await clock.advance(1_900)
  expect(children.map(({ ended }) => ended)).toEqual([false])
  await clock.advance(200)
  expect(children.map(({ ended }) => ended)).toEqual([true])
})

test('is left as long as a person may need; who answers then is in time', async () => {
  const { clock, children, library, answers } = rig()
  await expect(library.call(call, SOON_MS)).rejects.toMatchObject(stalled)
  await expect(library.call(call, SOON_MS)).rejects.toMatchObject(stalled)
  await clock.advance(900)
  expect([children.length, library.isStalled]).toEqual([1, true])
  answers('late')
  await clock.settle()
  expect(library.isStalled).toBe(false)
})

test('is ended, and says so, when nobody answers; the next call has another one', async () => {
  const { clock, children, library } = rig()
  let given = 0
  library.onGiveUp(() => given++)
  await expect(library.call(call, SOON_MS)).rejects.toMatchObject(stalled)
  await clock.advance(1_000)
  expect([children[0]?.ended, library.isStalled, given]).toEqual([true, false, 1])
  void library.call(call, 1_000).catch(() => null)
  await clock.settle()
  expect(children).toHaveLength(2)
  library.close()
})

test('that ends in a call is a keychain that is missing; with many entries it is replaced', async () => {
  const { clock, children, library, answers } = rig()
  const first = library.call(call, 1_000)
  await clock.settle()
  children[0]?.answer(null)
  await expect(first).rejects.toMatchObject({ fault: { code: 'vault_missing' } })
  const second = library.call(call, 1_000)
  await clock.settle()
  answers('value', 32)
  await second
  expect(children.map(({ ended }) => ended)).toEqual([false, true])
})

test.each([
  ['vault_damaged', { key: 'one' }],
  ['vault_denied', {}],
] as const)('a library that says %s says so of the document', async (code, params) => {
  const { clock, children, library } = rig()
  const asked = library.call(call, 1_000)
  await clock.settle()
  children[0]?.answer({ ok: false, code, entries: 1 })
  await expect(asked).rejects.toMatchObject({ fault: { code, params } })
})
