import { describe, expect, it } from 'vitest'
import { fault } from '../../shared/fault.ts'
import { faultCodeOf } from '../kit/fault-code.ts'
import { faultyVault } from '../kit/faulty-vault.ts'
import { memoryPorts } from '../kit/memory-ports.ts'
import { settle } from '../kit/settle.ts'

describe('memory ports', () => {
  it('notes in one trace what crossed them, in order', async () => {
    const ports = memoryPorts()
    ports.http.answer({ status: 200 })
    await ports.vault.write('one', 'asked')
    await ports.http.send({ method: 'GET', url: 'http://127.0.0.1/', headers: {} })
    await ports.journal.append({ at: 1, event: 'renewed', connection: 'one' })
    expect(ports.trace).toEqual(['vault.write one', 'http.send GET http://127.0.0.1/', 'journal renewed'])
  })

  it('keeps copies in the index, and refuses free text in the journal', async () => {
    const { index, journal } = memoryPorts()
    const value = { order: ['one'] }
    index.write(() => value)
    value.order.push('two')
    expect([index.read(), index.content()]).toEqual([null, { order: ['one', 'two'] }])
    await index.flush()
    value.order.push('three')
    await index.flush()
    expect(index.read()).toEqual({ order: ['one', 'two'] })
    expect([index.writes, index.flushes]).toEqual([1, 1])
    await expect(journal.append({ at: 1, event: 'bug', note: 'free text' } as never)).rejects.toThrow()
    await journal.append({ at: 1, event: 'bug' })
    await journal.append({ at: 2, event: 'added' })
    expect((await journal.read(1)).entries).toEqual([{ at: 2, event: 'added' }])
  })
})

describe('faulty vault', () => {
  it('fails when told: before or after the work, for one key, once', async () => {
    const vault = faultyVault()
    vault.failNext('write', fault('vault_full'), { key: 'one' })
    await vault.write('two', 'stored')
    expect(await faultCodeOf(vault.write('one', 'lost'))).toBe('vault_full')
    vault.failNext('write', fault('vault_stalled'), { after: true })
    expect(await faultCodeOf(vault.write('three', 'stored all the same'))).toBe('vault_stalled')
    expect([...vault.contents]).toEqual([
      ['two', 'stored'],
      ['three', 'stored all the same'],
    ])
    await vault.write('one', 'now it works')
    expect([await vault.read('one'), vault.waiting]).toEqual(['now it works', 0])
  })

  it('hangs one call while others are served', async () => {
    const vault = faultyVault()
    const release = vault.hangNext('read', 'slow')
    let done = false
    const slow = vault.read('slow').then(() => {
      done = true
    })
    expect(await vault.read('quick')).toBeNull()
    await settle()
    expect(done).toBe(false)
    release()
    await slow
  })

  it('is locked until unlocked, and a missing one stays missing', async () => {
    const vault = faultyVault('keychain')
    vault.lock()
    expect([await vault.condition(), await faultCodeOf(vault.read('one'))]).toEqual(['locked', 'vault_locked'])
    await vault.unlock()
    expect(await vault.read('one')).toBeNull()
    vault.setCondition('missing')
    expect([await faultCodeOf(vault.unlock()), await faultCodeOf(vault.write('one', 'x'))]).toEqual([
      'vault_missing',
      'vault_missing',
    ])
  })
})
