/** What is asked of a keyring, and what becomes of its answers. What real ones do is in tests/integration/keyrings. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { BLANK } from '../../../../../electron/adapters/node/keychain/item-keychain.ts'
import { secretKeyring } from '../../../../../electron/adapters/node/keychain/secret-service/secret-keyring.ts'
import { scriptedKeyring } from '../../../../kit/keyrings/scripted-keyring.ts'
import { PATIENCE_MS, until } from '../../../../kit/processes/until.ts'

const SERVICE = 'everbearer-test'
const PROMPT_MS = 60_000

async function opened(options: Parameters<typeof scriptedKeyring>[0] = {}) {
  const service = await scriptedKeyring(options)
  const waits: number[] = []
  const clock = {
    after(ms: number, run: () => void) {
      waits.push(ms)
      queueMicrotask(run)
      return () => {}
    },
  }
  const keyring = secretKeyring({
    service: SERVICE,
    env: service.env,
    deadlineMs: PATIENCE_MS,
    promptMs: PROMPT_MS,
    clock,
  })
  onTestFinished(() => keyring.close())
  const count = (member: string) => service.asked.filter((each) => each === member).length
  const texts = () => [...service.items.values()].map(({ text }) => text)
  return { service, keyring, waits, count, texts }
}

const code = (promise: Promise<unknown>) => promise.then(() => 'done').catch(({ fault }) => fault?.code)

test.each([
  ['there', 'open', 0, 'open', 1],
  ['not there by mistake, which its first answer can be', 'open', 1, 'open', 2],
  ['not there', 'none', 0, 'missing', 2],
] as const)('a default keyring that is %s', async (_what, state, unaware, condition, times) => {
  const { keyring, service, count } = await opened({ keyring: state })
  service.unaware = unaware
  expect(await keyring.condition()).toBe(condition)
  expect(count('ReadAlias')).toBe(times)
})

describe('items', () => {
  test('come back as they were written, all in one call, and those that are not there as null', async () => {
    const { keyring, count } = await opened()
    await keyring.set('one', 'first')
    await keyring.set('two', 'second')
    expect(await keyring.get(['one', 'none', 'two'])).toEqual(['first', null, 'second'])
    expect(count('GetSecrets')).toBe(1)
    expect(count('OpenSession')).toBe(1)
  })

  test('bear the attributes that the keychain library looks for', async () => {
    const { keyring, service } = await opened()
    await keyring.set('one', 'first')
    expect([...service.items.values()]).toEqual([
      {
        attributes: { service: SERVICE, username: 'one', target: 'default', application: 'rust-keyring' },
        ...{ label: 'Everbearer one', text: 'first', locked: false },
      },
    ])
  })

  test('are looked for once: not before each reading, and not for a write after a reading in vain', async () => {
    const { keyring, count, texts } = await opened()
    await keyring.get(['one'])
    expect(count('SearchItems')).toBe(1)
    await keyring.set('one', 'first')
    expect(count('SearchItems')).toBe(1)
    await keyring.set('one', 'second')
    await keyring.get(['one'])
    expect(count('SearchItems')).toBe(1)
    expect(texts()).toEqual(['second'])
  })

  test('that somebody else has made meanwhile are overwritten, not made twice', async () => {
    const { keyring, service, texts } = await opened()
    await keyring.get(['one'])
    await keyring.get(['two'])
    service.items.set('/their/one', {
      ...{ label: '', text: 'theirs', locked: false },
      attributes: { service: SERVICE, username: 'one' },
    })
    await keyring.set('one', 'ours')
    expect(texts()).toEqual(['ours'])
  })

  test('are blanked before they are deleted, and deleted twice is deleted', async () => {
    const { keyring, service, count } = await opened()
    await keyring.set('one', 'first')
    const seen: string[] = []
    const remove = service.items.delete.bind(service.items)
    service.items.delete = (path) => {
      seen.push(service.items.get(path)?.text ?? '')
      return remove(path)
    }
    await keyring.discard('one')
    expect(seen).toEqual([BLANK])
    await keyring.discard('one')
    expect(count('Delete')).toBe(1)
    expect(await keyring.get(['one'])).toEqual([null])
  })

  test('that are empty were never written to the end', async () => {
    const { keyring, service } = await opened()
    await keyring.set('one', 'first')
    for (const item of service.items.values()) item.text = ''
    expect(await keyring.get(['one'])).toEqual([null])
  })

  test('that are left out of an answer are locked, not absent', async () => {
    const { keyring, service } = await opened()
    await keyring.set('one', 'first')
    for (const path of service.items.keys()) service.leftOut.add(path)
    expect(await code(keyring.get(['one']))).toBe('vault_locked')
  })

  test('that are not there in a keyring that has just gone are not absent either', async () => {
    const { keyring, service } = await opened()
    service.collection = null
    expect(await code(keyring.get(['one']))).toBe('vault_missing')
    service.collection = { label: '', locked: true }
    expect(await code(keyring.get(['one']))).toBe('vault_locked')
  })

  test('travel plain where a keyring knows no agreement', async () => {
    const { keyring, service } = await opened({ speaksPlainOnly: true })
    await keyring.set('one', 'first')
    expect(await keyring.get(['one'])).toEqual(['first'])
    const algorithms = service.calls.filter(({ member }) => member === 'OpenSession').map(({ body }) => body[0])
    expect(algorithms).toEqual(['dh-ietf1024-sha256-aes128-cbc-pkcs7', 'plain'])
  })
})

describe('a keyring that was started anew', () => {
  test('is met with a new session and looked through anew, and is told of', async () => {
    const { keyring, service, count } = await opened()
    let another = 0
    keyring.onReplaced(() => another++)
    await keyring.set('one', 'first')
    service.change(false)
    await keyring.get(['one'])
    expect(another).toBe(0)
    service.change(true)
    expect(await keyring.get(['one'])).toEqual(['first'])
    expect(another).toBe(1)
    expect(count('OpenSession')).toBe(3)
  })

  test('and does not know the session: once more from the beginning, and no third time', async () => {
    const { keyring, service, count } = await opened()
    await keyring.set('one', 'first')
    service.refuse('GetSecrets', 'org.freedesktop.Secret.Error.NoSession')
    expect(await keyring.get(['one'])).toEqual(['first'])
    expect(count('OpenSession')).toBe(2)
    for (let times = 0; times < 2; times++) service.refuse('GetSecrets', 'org.freedesktop.DBus.Error.UnknownObject')
    expect(await code(keyring.get(['one']))).toBe('vault_missing')
    expect(count('GetSecrets')).toBe(4)
  })

  test('with its bus: the next call joins again, and is told of', async () => {
    const { keyring, service } = await opened()
    let another = 0
    keyring.onReplaced(() => another++)
    await keyring.set('one', 'first')
    service.hangUp()
    expect(await keyring.get(['one'])).toEqual(['first'])
    expect(another).toBe(1)
  })
})

describe('unlocking', () => {
  test('asks once for the keyring, and nothing before', async () => {
    const { keyring, service, count } = await opened({ keyring: 'locked' })
    expect(await keyring.condition()).toBe('locked')
    expect(await code(keyring.get(['one']))).toBe('vault_locked')
    expect(count('Unlock')).toBe(0)
    await Promise.all([keyring.unlock(), keyring.unlock()])
    expect(count('Prompt')).toBe(1)
    expect(service.collection?.locked).toBe(false)
    expect(await keyring.condition()).toBe('open')
  })

  test('makes a keyring where there is none', async () => {
    const { keyring, service } = await opened({ keyring: 'none' })
    expect(await keyring.condition()).toBe('missing')
    await keyring.unlock()
    expect(service.collection).toEqual({ label: 'Default keyring', locked: false })
    const { body } = service.calls.find(({ member }) => member === 'CreateCollection') ?? { body: [] }
    expect(body[1]).toBe('default')
  })

  test('shows nothing where all is open', async () => {
    const { keyring, count } = await opened()
    await keyring.set('one', 'first')
    await keyring.unlock()
    expect(count('Unlock') + count('Prompt')).toBe(0)
  })

  test('with a no stays locked', async () => {
    const { keyring, service, count } = await opened({ keyring: 'locked' })
    service.person = 'no'
    expect(await code(keyring.unlock())).toBe('vault_locked')
    expect(count('Dismiss')).toBe(0)
    expect(service.collection?.locked).toBe(true)
  })

  test('with no answer stays locked, and its dialog is taken back', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const { keyring, service, count } = await opened({ keyring: 'locked' })
    service.person = 'nothing'
    const unlocking = code(keyring.unlock())
    // One for the whole of it, and one for the person once the dialog is known to be shown.
    await until('the person to be waited for', () => service.asked.includes('Prompt') && vi.getTimerCount() === 2)
    vi.advanceTimersByTime(PROMPT_MS)
    expect(await unlocking).toBe('vault_locked')
    expect(count('Dismiss')).toBe(1)
    expect(service.collection?.locked).toBe(true)
  })

  test('ends where the keyring goes while its dialog is shown', async () => {
    const { keyring, service } = await opened({ keyring: 'locked' })
    service.person = 'nothing'
    const unlocking = code(keyring.unlock())
    await until('the dialog', () => service.asked.includes('Prompt'))
    service.change(false)
    expect(await unlocking).toBe('vault_missing')
  })

  test('asks for the items that a person has to allow, all at once', async () => {
    const { keyring, service, count } = await opened({ kind: 'keepassxc' })
    await keyring.set('one', 'first')
    await keyring.set('two', 'second')
    for (const item of service.items.values()) item.locked = true
    service.refuse('GetSecrets', 'org.freedesktop.Secret.Error.IsLocked')
    expect(await code(keyring.get(['one', 'two']))).toBe('vault_locked')
    expect(count('GetSecrets')).toBe(1)
    expect(await keyring.condition()).toBe('locked')
    // Nothing is tried before the person has allowed it.
    await expect(keyring.set('one', 'x')).rejects.toMatchObject({ fault: { params: { why: 'not_allowed' } } })
    expect(count('SetSecret')).toBe(0)
    await keyring.unlock()
    expect(service.calls.filter(({ member }) => member === 'Unlock').map(({ body }) => body[0])).toEqual([
      [...service.items.keys()],
    ])
    expect(await keyring.condition()).toBe('open')
    expect(await keyring.get(['one', 'two'])).toEqual(['first', 'second'])
  })
})

describe('KeePassXC', () => {
  test('keeps what is discarded, blank and under no name, for the next item', async () => {
    const { keyring, service, count } = await opened({ kind: 'keepassxc' })
    await keyring.set('one', 'first')
    await keyring.discard('one')
    expect(count('Delete')).toBe(0)
    expect([...service.items.values()]).toMatchObject([
      { label: 'Everbearer (not in use)', text: BLANK, attributes: { service: SERVICE, username: 'not in use' } },
    ])
    expect(await keyring.get(['one'])).toEqual([null])
    await keyring.set('two', 'second')
    expect(count('CreateItem')).toBe(1)
    expect([...service.items.values()]).toMatchObject([
      { label: 'Everbearer two', text: 'second', attributes: { username: 'two' } },
    ])
    expect(await keyring.get(['two'])).toEqual(['second'])
  })

  test('gets a rest after each new entry, which no other keyring needs, and tells how much it keeps', async () => {
    const { keyring, waits } = await opened({ kind: 'keepassxc' })
    await keyring.set('one', 'first')
    await keyring.set('one', 'second')
    expect(waits).toEqual([1_000])
    expect(await keyring.facts()).toEqual({ keyring: 'keepassxc', keepsHistory: 10 })
    const other = await opened({ kind: 'gnome-keyring' })
    await other.keyring.set('one', 'first')
    expect(other.waits).toEqual([])
    expect(await other.keyring.facts()).toEqual({ keyring: 'gnome-keyring' })
    expect(await (await opened({ kind: 'other' })).keyring.facts()).toEqual({ keyring: 'other' })
  })
})

describe('a keyring that makes and deletes by a dialog', () => {
  test('is followed where it needs nobody', async () => {
    const { keyring, service, count } = await opened({ promptsForItems: true })
    await keyring.set('one', 'first')
    await keyring.get(['one'])
    expect(count('SearchItems')).toBe(1)
    await keyring.discard('one')
    expect(service.items.size).toBe(0)
  })

  test('and is locked where somebody says no', async () => {
    const { keyring, service } = await opened({ promptsForItems: true })
    service.person = 'no'
    expect(await code(keyring.set('one', 'first'))).toBe('vault_locked')
    expect(service.items.size).toBe(0)
  })
})

describe('KWallet', () => {
  const callsOf = (service: { calls: { member: string; body: readonly unknown[] }[] }, member: string) =>
    service.calls.filter((call) => call.member === member).map(({ body }) => body)

  test('that is open to others is opened for us without a dialog', async () => {
    const { keyring, service, count } = await opened({ kind: 'kwallet', keyring: 'locked' })
    service.walletOpen = true
    expect(await keyring.condition()).toBe('open')
    expect(count('Prompt')).toBe(0)
    expect(callsOf(service, 'isOpen')).toEqual([['kdewallet']])
  })

  test('that is shut stays so until a person asks', async () => {
    const { keyring, count } = await opened({ kind: 'kwallet', keyring: 'locked' })
    expect(await keyring.condition()).toBe('locked')
    // KWallet 5 and 6.
    expect(count('isOpen')).toBe(2)
    expect(count('Unlock')).toBe(0)
  })

  test.each(['Prompt on Open=true', 'prompt on open = TRUE '])('is not opened quietly under "%s"', async (line) => {
    const { keyring, service, count } = await opened({ kind: 'kwallet', keyring: 'locked' })
    service.walletOpen = true
    mkdirSync(join(service.env.HOME ?? '', '.config'))
    writeFileSync(join(service.env.HOME ?? '', '.config', 'kwalletrc'), `[Wallet]\n${line}\n`)
    expect(await keyring.condition()).toBe('locked')
    expect(count('isOpen') + count('Unlock')).toBe(0)
  })

  test('puts what was written on the disk at once, where it is open; and no other keyring is asked to', async () => {
    const { keyring, service } = await opened({ kind: 'kwallet' })
    await keyring.set('one', 'first')
    expect(callsOf(service, 'sync')).toEqual([])
    service.walletOpen = true
    await keyring.set('one', 'second')
    expect(callsOf(service, 'open')).toEqual([['kdewallet', 0, 'everbearer']])
    expect(callsOf(service, 'sync')).toEqual([[7, 'everbearer']])
    expect(callsOf(service, 'close')).toEqual([[7, false, 'everbearer']])
    const other = await opened()
    other.service.walletOpen = true
    await other.keyring.set('one', 'first')
    expect(callsOf(other.service, 'isOpen')).toEqual([])
  })
})
