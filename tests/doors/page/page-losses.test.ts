/**
 * Whoever has got hold of a page's key tries to destroy the stored secrets for good: by every call that he may make. What
 * he can do at all, the owner can take back.
 */
import { describe, expect, it } from 'vitest'
import { CONTRACT } from '../../../shared/api/contract/contract.ts'
import { FROM_OUTSIDE } from '../../../shared/api/contract/doors.ts'
import { type CallName, isCallName } from '../../../shared/api/contract/names.ts'
import { LOSSES } from '../losses.ts'
import { CONNECTIONS, EVIL, GREEDY, SECRETS, startAttack } from './attacked-page.ts'
import type { PageRig } from './page-rig.ts'

const destroying = Object.entries(LOSSES).flatMap(([name, loss]) =>
  loss === 'none' || !isCallName(name) ? [] : [{ name, loss }],
)

describe('every call that destroys', () => {
  const keysOf = (name: CallName): string[] => Object.keys((CONTRACT[name].input as unknown as { shape: object }).shape)

  it.each(destroying)('$name is kept from a page as it says', ({ name, loss: { page, back } }) => {
    const doors: readonly string[] = CONTRACT[name].doors
    expect(doors.includes('page')).toBe(page !== 'socket')
    if (page === 'outside') expect(keysOf(name)).toContain('confirm')
    if (page === 'known') expect(keysOf(name)).toContain('present')
    // Nothing that is gone for good, or but for a copy, is a page's alone.
    if (page === 'minute' || page === 'kept') expect(['minute', ...Object.keys(CONTRACT)]).toContain(back)
    if (page === 'minute') expect(keysOf(name)).not.toContain('confirm')
  })

  it('has an attack here, where a page makes it and no yes is needed', () => {
    const open = destroying.filter(({ loss: { page } }) => page === 'minute').map(({ name }) => name)
    expect(open.sort()).toEqual(['connections.edit', 'connections.remove', 'moving.import'])
    expect(FROM_OUTSIDE).toContain('confirm')
  })
})

type Attacker = (name: CallName, input: object) => Promise<unknown>

const garbage = (secrets: readonly string[], turn: number) =>
  Object.fromEntries(
    secrets.map((name) => [name, name === 'privateKey' ? SECRETS.privateKey : `garbage-${turn}-${name}`]),
  )

/** What the attacker does, with the names of the secrets and the system of the connection. */
const ATTACKS: Record<string, (call: Attacker, secrets: readonly string[], system: string) => Promise<void>> = {
  'writes over them': async (call, secrets) => {
    await call('connections.edit', { name: 'ward', entry: { secrets: garbage(secrets, 1) } })
  },
  'writes over them again and again': async (call, secrets) => {
    for (const turn of [1, 2, 3]) {
      await call('connections.edit', { name: 'ward', entry: { secrets: garbage(secrets, turn) } })
    }
  },
  'leads the connection, with secrets of his own, to another server': async (call, secrets) => {
    const entry = { settings: { baseUrl: EVIL, endpoints: { token: `${EVIL}/token` } }, secrets: garbage(secrets, 1) }
    await call('connections.edit', { name: 'ward', entry })
    const plain = { settings: { baseUrl: EVIL }, secrets: garbage(secrets, 1) }
    await call('connections.edit', { name: 'ward', entry: plain })
    await call('connections.refresh', { name: 'ward' })
  },
  'writes over one of them': async (call, secrets) => {
    await call('connections.edit', { name: 'ward', entry: { secrets: garbage(secrets.slice(0, 1), 1) } })
    await call('connections.test', { name: 'ward' })
  },
  'imports over them': async (call, secrets, system) => {
    const text = JSON.stringify({ name: 'ward', system, secrets: garbage(secrets, 1) })
    await call('moving.import', { text })
  },
  'removes it': async (call) => {
    await call('connections.remove', { name: 'ward' })
  },
  'writes over them and then removes it': async (call, secrets) => {
    await call('connections.edit', { name: 'ward', entry: { secrets: garbage(secrets, 1) } })
    await call('connections.remove', { name: 'ward' })
  },
}

/** Back as long as there is anything to take back. */
async function takeAllBack({ keeper }: PageRig): Promise<void> {
  for (let times = 0; times < 10; times++) {
    const restored = await keeper.handlers['connections.restore']({ name: 'ward' }).catch(() => null)
    if (restored === null) return
  }
}

describe.each(CONNECTIONS)('the secrets of $system', ({ system, settings, secrets }) => {
  it.each(Object.entries(ATTACKS))('come back where somebody %s', async (_what, attack) => {
    const rig = await startAttack({ system, settings, secrets })
    rig.ports.http.otherwise(({ url }) => ({ status: url.startsWith(EVIL) ? 200 : 400, json: GREEDY }))
    const key = await rig.key()
    const { id } = await rig.keeper.handlers['connections.get']({ name: 'ward' })
    const stored = () => rig.ports.vault.contents.get(id) ?? ''
    const call: Attacker = async (name, input) => {
      let answered = false
      const answer = rig.ask({ method: 'POST', path: `/v1/calls/${name}`, key, json: input }).finally(() => {
        answered = true
      })
      // What the call waits for by the keeper's clock: pauses between tries.
      while (!answered) await rig.clock.advance(100).then(() => new Promise((later) => setImmediate(later)))
      return (await answer).json
    }
    const before = await rig.keeper.handlers['connections.get']({ name: 'ward' })
    await attack(call, secrets, system)
    expect(secrets.filter((name) => stored().includes(JSON.stringify(SECRETS[name]).slice(1, -1)))).not.toEqual(secrets)
    await takeAllBack(rig)
    const { tokens, credentials } = JSON.parse(stored()) as Record<string, Record<string, unknown>>
    for (const name of secrets) {
      const value = tokens?.[name] ?? (credentials?.[name] as { secret?: string } | undefined)?.secret
      expect(value, name).toBe(SECRETS[name])
    }
    const after = await rig.keeper.handlers['connections.get']({ name: 'ward' })
    expect([after.baseUrl, after.urls, after.boundTo]).toEqual([before.baseUrl, before.urls, before.boundTo])
  })
})
