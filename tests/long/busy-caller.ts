import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import type { KeeperConnection } from '../../electron/adapters/node/keeper-socket/keeper-connection.ts'
import type { Random } from '../../electron/core/ports.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { faultOf } from '../../shared/fault.ts'
import type { TokenWorld } from './token-worlds.ts'

/** Between two calls of each kind: enough that most moments fall into some write, and that the keeper gets to renew. */
const CHANGE_EVERY_MS = 60
const ASK_EVERY_MS = 25
const MOST_RETRIES = 9
/** What the keeper's end makes of a call. */
const LOST = ['keeper_lost', 'keeper_leaving', 'keeper_unresponsive']

/**
 * Changes connections and asks for tokens all the while, and remembers what it was told. After a kill nothing less may
 * be there than what was acknowledged, and nothing else than that or the one change that was under way.
 */
export class BusyCaller {
  /** The newest generation of each connection that anybody was told of: it was saved before (docs/decisions.md 9). */
  readonly told = new Map<string, number>()
  /** Names that were on their way through a renewal when last heard of. */
  readonly renewing = new Set<string>()
  readonly #world: TokenWorld
  readonly #random: Random
  readonly #names: readonly string[]
  /** What `maxRetries` may be in the vault: the acknowledged value, or that and the one under way. */
  readonly #retries = new Map<string, readonly number[]>()
  /** Under which names the extra connection may be there; null is not at all. */
  #extra: readonly (string | null)[] = [null]
  #extras = 0

  constructor(world: TokenWorld, random: Random) {
    this.#world = world
    this.#random = random
    this.#names = world.entries.map(({ name }) => name)
    for (const name of this.#names) this.#retries.set(name, [3])
  }

  /** Goes on until the keeper is gone. Any trouble but that is the keeper's fault, and thrown. */
  async callUntilLost(keeper: KeeperConnection): Promise<void> {
    this.renewing.clear()
    const stop = keeper.subscribe((notice) => {
      if (notice.notice !== 'connection.changed' || !this.#names.includes(notice.view.name)) return
      if (notice.view.state === 'renewing') this.renewing.add(notice.view.name)
      else this.renewing.delete(notice.view.name)
    })
    await Promise.all([
      untilLost(() => this.#change(keeper), CHANGE_EVERY_MS),
      untilLost(() => this.#ask(keeper), ASK_EVERY_MS),
    ])
    stop()
  }

  /** Compares what is there after a kill with what may be there, and goes on from it. */
  expectOldOrNew(views: readonly ConnectionView[]): void {
    const extra = views.find(({ name }) => !this.#names.includes(name))
    expect(views.map(({ name }) => name).sort()).toEqual(
      [...this.#names, ...(extra === undefined ? [] : [extra.name])].sort(),
    )
    expect(this.#extra).toContain(extra?.name ?? null)
    this.#extra = [extra?.name ?? null]
    for (const view of views) {
      // What could not be read has no address, whatever the fault is called.
      expect(view.baseUrl, `${view.name} is readable: ${view.fault?.code}`).not.toBe('')
      const allowed = this.#retries.get(view.name)
      if (allowed === undefined) continue
      expect(allowed, `maxRetries of ${view.name}`).toContain(view.maxRetries)
      this.#retries.set(view.name, [view.maxRetries])
      expect(view.generation, `generation of ${view.name}`).toBeGreaterThanOrEqual(this.told.get(view.name) ?? 0)
    }
  }

  /** One change of everything that it changes: the next write of each sweeps up what a kill has left. */
  async changeAll(keeper: KeeperConnection): Promise<void> {
    for (const name of this.#names) await this.#edit(keeper, name)
    do await this.#changeExtra(keeper)
    while (this.#extra[0] !== null)
  }

  async #change(keeper: KeeperConnection): Promise<void> {
    if (this.#random.fraction() < 0.4) return this.#changeExtra(keeper)
    await this.#edit(keeper, this.#anyName())
  }

  async #edit(keeper: KeeperConnection, name: string): Promise<void> {
    const [now = 3] = this.#retries.get(name) ?? []
    const next = (now + 1) % (MOST_RETRIES + 1)
    this.#retries.set(name, [now, next])
    await keeper.call('connections.edit', { name, entry: { settings: { maxRetries: next } } })
    this.#retries.set(name, [next])
  }

  /** Added, renamed and removed, over and over: each of these takes several writes. */
  async #changeExtra(keeper: KeeperConnection): Promise<void> {
    const [name = null] = this.#extra
    if (name === null) {
      const fresh = `extra-${++this.#extras}`
      const entry = await this.#world.idle(fresh)
      this.#extra = [null, fresh]
      await keeper.call('connections.add', { entry })
      this.#extra = [fresh]
    } else if (!name.endsWith('-renamed')) {
      const to = `${name}-renamed`
      this.#extra = [name, to]
      await keeper.call('connections.rename', { name, to })
      this.#extra = [to]
    } else {
      this.#extra = [name, null]
      await keeper.call('connections.remove', { name })
      this.#extra = [null]
    }
  }

  async #ask(keeper: KeeperConnection): Promise<void> {
    const name = this.#anyName()
    const generation = await keeper.call('connections.token', { name }).then((answer) => answer.generation, unlessEnded)
    this.told.set(name, Math.max(generation, this.told.get(name) ?? 0))
  }

  #anyName(): string {
    return this.#names[Math.floor(this.#random.fraction() * this.#names.length)] ?? ''
  }
}

/** Where a busy machine takes longer to save a token than it lives, nobody was handed one. */
function unlessEnded(thrown: unknown): number {
  if (faultOf(thrown).code === 'token_expired') return 0
  throw thrown
}

async function untilLost(work: () => Promise<void>, everyMs: number): Promise<void> {
  for (;;) {
    try {
      await work()
      await pause(everyMs)
    } catch (thrown) {
      if (LOST.includes(faultOf(thrown).code)) return
      throw thrown
    }
  }
}
