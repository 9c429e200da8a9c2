/**
 * A renewal is killed at each of its steps in turn, every call to the keychain and to the server being one: on a keychain
 * with Windows' limits and beside a server that ends the session when a spent refresh token comes again.
 */
import { expect, test } from 'vitest'
import type { ItemStore } from '../../../electron/adapters/node/keychain/item-keychain.ts'
import { createKeeper, type Keeper } from '../../../electron/core/keeper.ts'
import type { Http } from '../../../electron/core/ports.ts'
import { readDocument } from '../../../shared/connections/connection.ts'
import type { HttpFailure } from '../../../shared/http.ts'
import { handClock, START } from '../../kit/hand-clock.ts'
import { slotsVault } from '../../kit/keyrings/slots-vault.ts'
import { windowsLimitStore } from '../../kit/keyrings/windows-limit-store.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { type MemoryJournal, memoryJournal } from '../../kit/processes/memory-files.ts'
import { fc } from '../../kit/properties.ts'
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
    die(): void {
      dead = true
    },
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

/** What stands between this computer and the server. */
type Trouble = Pick<HttpFailure, 'trouble' | 'sent'>

type Process = ReturnType<typeof mortal>

/** Rotates strictly: a refresh token works once, and a spent one ends the session. */
function rotatingServer() {
  const server = {
    generation: 0,
    ended: false,
    sends: 0,
    lifeS: 3_600,
    trouble: null as Trouble | 'kill' | null,
    answer,
  }
  function answer(bearer: string): { status: number; body: string } {
    server.sends += 1
    if (server.ended || bearer !== `Bearer refresh-of-ward-${server.generation}`) {
      server.ended = true
      return { status: 400, body: '{"error":"invalid_grant"}' }
    }
    const next = ++server.generation
    const long = 'x'.repeat(2_000)
    const tokens = {
      access_token: `access-${next}-${long}`,
      refresh_token: `refresh-of-ward-${next}`,
      expires_in: server.lifeS,
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
        if (server.trouble === 'kill') process.die()
        else if (server.trouble !== null) {
          if (server.trouble.sent) server.sends += 1
          return { kind: 'failure', detail: '', ...times, ...server.trouble }
        }
        const reply = process.isDead() ? { status: 0, body: '' } : server.answer(headers['authorization'] ?? '')
        return { kind: 'reply', headers: {}, ...times, ...reply }
      }),
  }
  const journal = memoryJournal()
  const keeper = createKeeper(memoryPorts({ clock, http, journal, vault: slotsVault(store) }))
  await keeper.start()
  await clock.settle()
  return { keeper, process, clock, journal }
}

/** What the vault's document says, read as the next start reads it. */
async function savedIn(items: Map<string, string>): Promise<{ generation: number; isAsked: boolean }> {
  const id = [...items.keys()].find((name) => !name.startsWith('manifest'))?.split('.')[0] ?? ''
  const text = await slotsVault(windowsLimitStore(items)).read(id)
  const reading = readDocument(text ?? '')
  if (!reading.ok) throw new Error(`the document is ${reading.fault.code}`)
  const { tokens, asked } = reading.connection
  return { generation: tokens?.generation ?? 0, isAsked: asked !== null }
}

/** The generation of what a person has pasted; the server counts its own from 0. */
const PASTED = 1
const SOFT_POINT = 50 * 60_000
/** Long before it: what is asked for now nobody would ask for again until then. */
const EARLY = 10 * 60_000

test.each<[When, string, number]>([
  ['before', 'that was due', SOFT_POINT],
  ['after', 'that was due', SOFT_POINT],
  ['before', 'that somebody wanted', EARLY],
  ['after', 'that somebody wanted', EARLY],
])(
  'killed %s any step of a renewal %s: the document is whole, and the session lives unless the reply was lost',
  async (when, _why, at) => {
    let story = ''
    for (let step = 1, died = true; died; step++) {
      const items = new Map<string, string>()
      const server = rotatingServer()
      const first = await run(items, server, START)
      await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', first, 3_600) })
      first.process.dieAt(step, when)
      await first.clock.advance(at)
      const forced = at === EARLY ? first.keeper.handlers['connections.refresh']({ name: 'ward' }) : null
      await Promise.race([forced, first.clock.settle()])
      died = first.process.isDead()

      const saved = await savedIn(items)
      const isLost = PASTED + server.generation > saved.generation
      const second = await run(items, server, START + at)
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
        // A wish that ended with its process before "asked" was written is nobody's any more.
        const isDone = at === SOFT_POINT || saved.isAsked || saved.generation > PASTED
        expect(view.generation).toBe(isDone ? PASTED + 1 : PASTED)
        const { token } = await second.keeper.handlers['connections.token']({ name: 'ward' })
        if (isDone) expect(token).toContain(`access-${server.generation}-`)
        if (!died) expect(first.journal.events()).toContain('renewed')
      }
      expect(step).toBeLessThan(80)
    }
    // Lost is one unbroken run: from the server's rotation until the head of the new document is in the keychain.
    expect(story).toMatch(/^(lived ){3,}(lost ){3,}(lived ){2,}$/)
  },
)

const OFFLINE: Trouble = { trouble: 'offline', sent: false }
const SILENT: Trouble = { trouble: 'timed_out', sent: true }

/** A forced renewal, long before its token is due, whose process dies right before the request reaches the server. */
async function cutByForce(items: Map<string, string>, server: ReturnType<typeof rotatingServer>): Promise<void> {
  server.lifeS = 30 * 86_400
  const first = await run(items, server, START)
  await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', first, server.lifeS) })
  await first.clock.advance(EARLY)
  server.trouble = 'kill'
  void first.keeper.handlers['connections.refresh']({ name: 'ward' })
  await first.clock.settle()
  expect([first.process.isDead(), (await savedIn(items)).isAsked, server.sends]).toEqual([true, true, 0])
}

test('a forced renewal that ended with its process is sent again as soon as anything can be sent', async () => {
  const items = new Map<string, string>()
  const server = rotatingServer()
  await cutByForce(items, server)
  server.trouble = OFFLINE
  // A computer that starts has no network at first.
  for (const start of [1, 2]) {
    const offline = await run(items, server, START + start * 3_600_000)
    await offline.clock.advance(30 * 60_000)
    expect(offline.journal.events().filter((event) => event === 'renewal_cut')).toHaveLength(1)
    await offline.keeper.stop()
  }
  const last = await run(items, server, START + 3 * 3_600_000)
  await last.clock.advance(30 * 60_000)
  server.trouble = null
  await last.clock.advance(5 * 60_000)
  const view = await last.keeper.handlers['connections.get']({ name: 'ward' })
  expect(view).toMatchObject({ state: 'valid', generation: PASTED + 1, lastRefresh: { outcome: 'renewed' } })
  await last.clock.advance(20 * 60_000)
  expect(server.sends).toBe(1)
})

/** What each start of the program meets, and what becomes of the one more send: the first that is not offline decides. */
const STARTS = {
  offline: { trouble: OFFLINE, sends: 0 },
  silent: { trouble: SILENT, sends: 2 },
  kill: { trouble: 'kill', sends: 0 },
  up: { trouble: null, sends: 1 },
} as const

test('it is sent once more and not again, whatever the starts after it meet, until the token is due', async () => {
  const kinds = fc.constantFrom('offline', 'silent', 'kill', 'up') satisfies fc.Arbitrary<keyof typeof STARTS>
  await fc.assert(
    fc.asyncProperty(fc.array(kinds, { minLength: 1, maxLength: 4 }), async (starts) => {
      const items = new Map<string, string>()
      const server = rotatingServer()
      await cutByForce(items, server)
      for (const [index, kind] of starts.entries()) {
        server.trouble = STARTS[kind].trouble
        const { keeper, clock, process } = await run(items, server, START + (index + 1) * 3_600_000)
        await clock.advance(600_000)
        if (!process.isDead()) await keeper.stop()
      }
      const first = starts.find((kind) => kind !== 'offline') ?? 'offline'
      expect([server.sends, server.ended]).toEqual([STARTS[first].sends, false])
      expect((await savedIn(items)).generation).toBe(first === 'up' ? PASTED + 1 : PASTED)
    }),
    { numRuns: 15 },
  )
})
