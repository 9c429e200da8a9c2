import { expect, test } from 'vitest'
import { lostWriteRecovery } from '../../../../../electron/adapters/node/keychain/secret-service/lost-write-recovery.ts'
import { raise } from '../../../../../shared/fault.ts'
import { handClock } from '../../../../kit/hand-clock.ts'

/** A keyring whose contents a test takes back; `locked` refuses everything. */
function keyring() {
  const kept = new Map<string, string>()
  const state = { locked: false, writes: [] as string[], pause: Promise.resolve() }
  const assertOpen = () => (state.locked ? raise('vault_locked') : undefined)
  const documents = {
    async read(key: string) {
      assertOpen()
      return kept.get(key) ?? null
    },
    async write(key: string, value: string) {
      assertOpen()
      state.writes.push(`${key}=${value}`)
      await state.pause
      kept.set(key, value)
    },
    async remove(key: string) {
      assertOpen()
      kept.delete(key)
    },
  }
  const clock = handClock()
  const late = lostWriteRecovery(documents, (ms, run) => clock.after(Math.min(ms, 29_000), run))
  const write = (key: string, value: string) => late.record(key, value, () => documents.write(key, value))
  return { kept, state, clock, late, write, documents }
}

test('what a killed keyring had not put away is written again, and what it had is not', async () => {
  const { kept, state, clock, late, write } = keyring()
  await write('one', 'new')
  await write('two', 'same')
  kept.set('one', 'old')
  late.checkSoon()
  await clock.advance(1_000)
  expect(Object.fromEntries(kept)).toEqual({ one: 'new', two: 'same' })
  expect(state.writes).toEqual(['one=new', 'two=same', 'one=new'])
})

test('who reads before that is given what was written', async () => {
  const { kept, late, write } = keyring()
  await write('one', 'new')
  kept.set('one', 'old')
  late.checkSoon()
  expect(await late.read('one')).toBe('new')
  expect(kept.get('one')).toBe('new')
})

test('who reads first of all, and so finds out that the keyring was started anew, is given what was written', async () => {
  const { kept, late, write, documents } = keyring()
  await write('one', 'new')
  kept.set('one', 'old')
  const read = documents.read
  documents.read = (key) => {
    late.checkSoon()
    documents.read = read
    return read(key)
  }
  expect(await late.read('one')).toBe('new')
})

test('a write that failed is not taken back where it was done all the same', async () => {
  const { kept, state, clock, late, write } = keyring()
  await write('one', 'first')
  state.locked = true
  await expect(write('one', 'second')).rejects.toMatchObject({ fault: { code: 'vault_locked' } })
  state.locked = false
  kept.set('one', 'second')
  late.checkSoon()
  await clock.advance(1_000)
  expect(kept.get('one')).toBe('second')
  kept.set('one', 'older')
  late.checkSoon()
  await clock.advance(1_000)
  expect(kept.get('one')).toBe('first')
})

test('a document that was removed does not come back', async () => {
  const { kept, clock, late, documents } = keyring()
  await late.record('one', null, () => documents.remove('one'))
  kept.set('one', 'old')
  late.checkSoon()
  await clock.advance(1_000)
  expect(kept.size).toBe(0)
})

test('a keyring that comes up locked is looked at until it is open', async () => {
  const { kept, state, clock, late, write } = keyring()
  await write('one', 'new')
  kept.delete('one')
  state.locked = true
  late.checkSoon()
  await clock.advance(8_000)
  expect(kept.size).toBe(0)
  state.locked = false
  await clock.advance(10_000)
  expect(kept.get('one')).toBe('new')
})

test('a newer write that has begun is never followed by the older value', async () => {
  const { kept, state, clock, late, write } = keyring()
  await write('one', 'first')
  kept.set('one', 'older')
  const { promise, resolve } = Promise.withResolvers<void>()
  state.pause = promise
  const second = write('one', 'second')
  late.checkSoon()
  await clock.advance(1_000)
  resolve()
  await second
  await clock.advance(1_000)
  expect(kept.get('one')).toBe('second')
  expect(state.writes).toEqual(['one=first', 'one=second'])
})

test('once it is stopped nothing is written again, whatever it had taken note of', async () => {
  const { kept, clock, late, write } = keyring()
  await write('one', 'new')
  kept.delete('one')
  late.checkSoon()
  late.stop()
  late.checkSoon()
  await clock.advance(5_000)
  expect(kept.size).toBe(0)
})

test('who finds the keyring locked is given what was written once it is open: it was shut with that on its way to the disk', async () => {
  const { kept, state, late, write } = keyring()
  await write('one', 'new')
  state.locked = true
  await expect(late.read('one')).rejects.toMatchObject({ fault: { code: 'vault_locked' } })
  kept.set('one', 'old')
  state.locked = false
  expect(await late.read('one')).toBe('new')
  expect(kept.get('one')).toBe('new')
})

test('the same by a write that came to nothing, and nobody is looked for where nothing was written lately', async () => {
  const { kept, state, clock, late, write } = keyring()
  state.locked = true
  await expect(late.read('one')).rejects.toMatchObject({ fault: { code: 'vault_locked' } })
  expect(clock.armed()).toEqual([])
  state.locked = false
  await write('one', 'new')
  state.locked = true
  await expect(write('one', 'newer')).rejects.toMatchObject({ fault: { code: 'vault_locked' } })
  kept.set('one', 'old')
  state.locked = false
  await clock.advance(30_000)
  expect(kept.get('one')).toBe('new')
})
