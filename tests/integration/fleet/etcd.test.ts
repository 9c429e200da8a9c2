/** The shared store's adapter over one real member of etcd, with TLS and users. More members are in tests/long. */
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { etcdStore } from '../../../electron/adapters/node/etcd/etcd-store.ts'
import { trustFor } from '../../../electron/adapters/node/http/trusted-roots.ts'
import { memoryVault } from '../../../electron/adapters/node/vaults/memory-vault.ts'
import type { StoreNotice } from '../../../electron/core/fleet/shared-store.ts'
import { type StoreAge, storeAge } from '../../../electron/core/fleet/store/store-age.ts'
import { Secret } from '../../../shared/secret.ts'
import { sharedStoreLaws } from '../../kit/fleet/shared-store-laws.ts'
import { until } from '../../kit/processes/until.ts'
import { ETCD_IS_HERE, realEtcd } from '../../kit/real-servers/etcd.ts'

describe.runIf(ETCD_IS_HERE)('over a real etcd', () => {
  const etcd = realEtcd()
  type Change = {
    readonly password?: string
    readonly nobody?: boolean
    readonly stranger?: boolean
    readonly plain?: boolean
    readonly age?: StoreAge
  }

  function client({
    password = etcd.user.password,
    nobody = false,
    stranger = false,
    plain = false,
    age,
  }: Change = {}) {
    const authorities = { pem: etcd.authority.pem, names: [], endsAt: 0 }
    const user = nobody ? null : { name: etcd.user.name, password: new Secret(password) }
    const trust = () => trustFor(stranger ? null : { authorities, client: null })
    const endpoints = etcd.endpoints.map((each) => (plain ? each.replace('https:', 'http:') : each))
    const store = etcdStore({ endpoints, user, trust, age }, nodeClock)
    onTestFinished(() => store.close())
    return store
  }

  const refused = (detail: string | RegExp) => ({
    fault: { code: 'store_refused', params: { detail: expect.stringMatching(detail) } },
  })

  sharedStoreLaws(() => {
    const one = client()
    const passes = async (ms: number, done: () => boolean | Promise<boolean>) => {
      const end = performance.now() + ms
      await until('that time, or what was waited for', async () => (await done()) || performance.now() > end)
    }
    return { one, two: client(), leaseMs: 5_000, passes, silenceOne: () => one.close() }
  })

  test('a wrong password, no user, an authority that nobody knows and a key of others are refused by name', async () => {
    await expect(client({ password: 'another one' }).read('a')).rejects.toMatchObject(refused('password'))
    await expect(client({ nobody: true }).read('a')).rejects.toMatchObject(refused('user_wanted'))
    await expect(client({ stranger: true }).read('a')).rejects.toMatchObject(
      refused(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED|UNABLE_TO_GET_ISSUER/),
    )
    const store = client()
    etcd.ctl('role', 'revoke-permission', 'everbearer', '--prefix=true', 'everbearer/')
    try {
      await expect(store.read('a')).rejects.toMatchObject(refused('permission'))
    } finally {
      etcd.ctl('role', 'grant-permission', 'everbearer', 'readwrite', '--prefix=true', 'everbearer/')
    }
    expect(await store.read('a')).toBeNull()
  })

  test('asked without the TLS that it speaks it ends the line without a word, and that is said', async () => {
    const perhaps = { code: 'store_unreachable', params: { detail: 'ECONNRESET', why: 'perhaps_tls' } }
    await expect(client({ plain: true }).read('a')).rejects.toMatchObject({ fault: perhaps })
  })

  test('a document for which etcd takes no request is refused by name, and not as if there were no room', async () => {
    const write = client().write([{ key: 'large', readAt: null, value: 'x'.repeat(3_000_000) }])
    await expect(write).rejects.toMatchObject(refused('too_large'))
  })

  test('a compacted revision is told, and listing again goes on from there', async () => {
    const store = client()
    await store.list('c/')
    await store.write([{ key: 'c/a', readAt: null, value: '1' }])
    await store.write([{ key: 'c/b', readAt: null, value: '1' }])
    etcd.ctl('compact', String((await store.read('c/b'))?.revision))
    const why = await new Promise((told) => store.watch('c/', () => undefined, told))
    expect(why).toBe('compacted')
    await store.list('c/')
    const heard: StoreNotice[] = []
    onTestFinished(
      store.watch(
        'c/',
        (notices) => void heard.push(...notices),
        () => undefined,
      ),
    )
    await store.write([{ key: 'c/c', readAt: null, value: '2' }])
    await until('the change is told', () => heard.length > 0)
    expect(heard.map(({ key }) => key)).toEqual(['c/c'])
  })

  test('a watch is cut at once, nothing is reached, and then all is as it was, with a new token', async () => {
    const store = client()
    await store.write([{ key: 'k/a', readAt: null, value: '1' }])
    await store.list('k/')
    const why = new Promise((told) => store.watch('k/', () => undefined, told))
    await etcd.kill(0)
    expect(await why).toBe('cut')
    await expect(store.read('k/a')).rejects.toMatchObject({ fault: { code: 'store_unreachable' } })
    const change = [{ key: 'k/b', readAt: null, value: '1' }]
    await expect(store.write(change)).rejects.toMatchObject({ fault: { code: 'store_unreachable' } })
    etcd.start(0)
    const found = await until('it serves again', () => store.read('k/a').catch(() => null))
    expect(found).toMatchObject({ value: '1' })
    expect(await store.write(change)).toBe('written')
  })

  test('after an older backup was put back it is served as before, and a watch tells what comes', async () => {
    const file = join(etcd.folder, 'backup')
    const first = client()
    await first.write([{ key: 'b/a', readAt: null, value: '1' }])
    etcd.snapshot(file)
    for (let round = 0; round < 20; round++) await first.write([{ key: `b/later/${round}`, readAt: null, value: '1' }])
    const age = storeAge({ clock: nodeClock, local: memoryVault() })
    const store = client({ age })
    await store.list('b/')
    const why = new Promise((told) => store.watch('b/', () => undefined, told))
    await etcd.restore(file)
    expect(await why).toBe('cut')
    expect(age.unsettledMs()).toBe(0)
    const found = (await until('it serves', () => store.list('b/').catch(() => null))) ?? []
    expect(found).toMatchObject([{ key: 'b/a' }])
    expect([age.unsettledMs() > 0, age.mayBeOlder(found[0]?.revision ?? 0)]).toEqual([true, true])
    const heard: StoreNotice[] = []
    onTestFinished(
      store.watch(
        'b/',
        (notices) => void heard.push(...notices),
        () => undefined,
      ),
    )
    expect(await store.write([{ key: 'b/b', readAt: null, value: '2' }])).toBe('written')
    await until('the change is told', () => heard.length > 0)
  })

  test('a revision that comes again after an older backup, with another value, is not what was read', async () => {
    const file = join(etcd.folder, 'backup-before-twin')
    const store = client()
    await store.write([{ key: 't/a', readAt: null, value: 'before' }])
    etcd.snapshot(file)
    const first = await store.read('t/a')
    await store.write([{ key: 't/a', readAt: first, value: `x${'-'.repeat(500)}` }])
    const read = await store.read('t/a')
    await etcd.restore(file)
    // The token of before would be waited for.
    const anew = client()
    await until('it serves', () => anew.read('t/a').catch(() => null))
    expect(await anew.write([{ key: 't/a', readAt: first, value: `y${'-'.repeat(500)}` }])).toBe('written')
    const twin = await anew.read('t/a')
    expect(twin?.revision).toBe(read?.revision)
    expect(await anew.write([{ key: 't/a', readAt: read, value: 'mine' }])).toBe('changed')
    expect(await anew.write([{ key: 't/a', readAt: twin, value: 'mine' }])).toBe('written')
  })

  test('a watch that would begin where the older backup has not come to yet is cut, and not silent', async () => {
    const file = join(etcd.folder, 'backup-before-list')
    const store = client()
    await store.write([{ key: 'f/a', readAt: null, value: '1' }])
    etcd.snapshot(file)
    for (let round = 0; round < 5; round++) await store.write([{ key: `f/later/${round}`, readAt: null, value: '1' }])
    await store.list('f/')
    await etcd.restore(file)
    const ends: string[] = []
    onTestFinished(
      store.watch(
        'f/',
        () => undefined,
        (why) => void ends.push(why),
      ),
    )
    await until('its end', () => ends.length > 0)
    expect(ends).toEqual(['cut'])
  })
})
