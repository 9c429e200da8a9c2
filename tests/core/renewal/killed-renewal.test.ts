/**
 * A renewal is killed at each of its steps in turn, every call to the keychain and to the server being one: on a keychain
 * with Windows' limits and beside a server that ends the session when a spent refresh token comes again.
 */
import { expect, test } from 'vitest'
import type { ItemStore } from '../../../electron/adapters/node/keychain/item-keychain.ts'
import { createKeeper, type Keeper } from '../../../electron/core/keeper.ts'
import type { Http } from '../../../electron/core/ports.ts'
import { readDocument } from '../../../shared/connections/connection.ts'
import { handClock, START } from '../../kit/hand-clock.ts'
import { slotsVault } from '../../kit/keyrings/slots-vault.ts'
import { windowsLimitStore } from '../../kit/keyrings/windows-limit-store.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { type MemoryJournal, memoryJournal } from '../../kit/processes/memory-files.ts'
import { drawEntry } from '../started-keeper.ts'

type When = 'before' | 'after'

/** A process that dies at a step: from then on nothing that it asked for comes back, and nothing more is done. */
function mortal() {
  let steps = 0
  let deadly = { step: Number.POSITIVE_INFINITY, when: 'before' as When }
  let dead = false
  const never = new Promise<never>(() => undefined)
  return {
    isDead: () => dead,
    dieAt(step: number, when: When): void {
      steps = 0
      deadly = { step, when }
    },
    async step<Value>(work: () => Promise<Value>): Promise<Value> {
      const isDeadly = ++steps === deadly.step
      if (isDeadly && deadly.when === 'before') dead = true
      if (dead) return never
      const value = await work()
      if (isDeadly) dead = true
      return dead ? never : value
    },
  }
}

type Process = ReturnType<typeof mortal>

/** Rotates strictly: a refresh token works once, and a spent one ends the session. */
function rotatingServer() {
  const server = { generation: 0, ended: false, answer }
  function answer(bearer: string): { status: number; body: string } {
    if (server.ended || bearer !== `Bearer refresh-of-ward-${server.generation}`) {
      server.ended = true
      return { status: 400, body: '{"error":"invalid_grant"}' }
    }
    const next = ++server.generation
    const long = 'x'.repeat(2_000)
    const tokens = {
      access_token: `access-${next}-${long}`,
      refresh_token: `refresh-of-ward-${next}`,
      expires_in: 3_600,
    }
    return { status: 200, body: JSON.stringify(tokens) }
  }
  return server
}

async function run(
  items: Map<string, string>,
  server: ReturnType<typeof rotatingServer>,
  startAt: number,
): Promise<{ keeper: Keeper; process: Process; clock: ReturnType<typeof handClock>; journal: MemoryJournal }> {
  const process = mortal()
  const clock = handClock(startAt)
  const whole = windowsLimitStore(items)
  const store: ItemStore = {
    get: (accounts) => process.step(() => whole.get(accounts)),
    set: (account, value) => process.step(() => whole.set(account, value)),
    discard: (account) => process.step(() => whole.discard(account)),
  }
  const http: Http = {
    send: ({ headers }) =>
      process.step(async () => {
        const times = { sentAt: clock.now(), receivedAt: clock.now() }
        return { kind: 'reply', headers: {}, ...times, ...server.answer(headers['authorization'] ?? '') }
      }),
  }
  const journal = memoryJournal()
  const keeper = createKeeper(memoryPorts({ clock, http, journal, vault: slotsVault(store) }))
  await keeper.start()
  await clock.settle()
  return { keeper, process, clock, journal }
}

/** The generation that the vault's document has, read as the next start reads it. */
async function savedGeneration(items: Map<string, string>): Promise<number> {
  const id = [...items.keys()].find((name) => !name.startsWith('manifest'))?.split('.')[0] ?? ''
  const text = await slotsVault(windowsLimitStore(items)).read(id)
  const reading = readDocument(text ?? '')
  if (!reading.ok) throw new Error(`the document is ${reading.fault.code}`)
  return reading.connection.tokens?.generation ?? 0
}

/** The generation of what a person has pasted; the server counts its own from 0. */
const PASTED = 1
const SOFT_POINT = 50 * 60_000

test.each<When>(['before', 'after'])(
  'killed %s any step of a renewal: the document is whole, and the session lives unless the reply was lost',
  async (when) => {
    let story = ''
    for (let step = 1, died = true; died; step++) {
      const items = new Map<string, string>()
      const server = rotatingServer()
      const first = await run(items, server, START)
      await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', first, 3_600) })
      first.process.dieAt(step, when)
      await first.clock.advance(SOFT_POINT)
      died = first.process.isDead()

      const isLost = PASTED + server.generation > (await savedGeneration(items))
      const second = await run(items, server, START + SOFT_POINT)
      await second.clock.advance(120_000)
      const view = await second.keeper.handlers['connections.get']({ name: 'ward' })
      const said = { step, state: view.state, fault: view.fault?.code ?? null, ended: server.ended }
      if (isLost) {
        story += 'lost '
        expect(said).toEqual({ step, state: 'needs-person', fault: 'refresh_reply_lost', ended: true })
        expect(second.journal.events()).toEqual(expect.arrayContaining(['renewal_cut', 'renewal_refused']))
        // Tried again by force it is refused again, and what has become of it is still known.
        const again = second.keeper.handlers['connections.refresh']({ name: 'ward' })
        await expect(again).rejects.toMatchObject({ fault: { code: 'refresh_reply_lost' } })
      } else {
        story += 'lived '
        expect(said).toEqual({ step, state: 'valid', fault: null, ended: false })
        expect(view.generation).toBe(PASTED + 1)
        const { token } = await second.keeper.handlers['connections.token']({ name: 'ward' })
        expect(token).toContain(`access-${server.generation}-`)
        if (!died) expect(first.journal.events()).toContain('renewed')
      }
      expect(step).toBeLessThan(80)
    }
    // Lost is one unbroken run: from the server's rotation until the head of the new document is in the keychain.
    expect(story).toMatch(/^(lived ){3,}(lost ){3,}(lived ){2,}$/)
  },
  30_000,
)
