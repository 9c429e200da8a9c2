import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { connectKeeper } from '../../../electron/adapters/node/keeper-socket/keeper-client.ts'
import type { KeeperConnection } from '../../../electron/adapters/node/keeper-socket/keeper-connection.ts'
import type { Random } from '../../../electron/core/ports.ts'
import { VERSION } from '../../../electron/hosting/version.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { FaultError } from '../../../shared/fault.ts'
import { FAULT_KIND } from '../../../shared/faults/fault-kind.ts'
import { addConnection, everbearer, type Running, startAgent } from '../../kit/processes/everbearer-process.ts'
import type { Home } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'
import { BusyCaller } from '../busy-caller.ts'
import type { TokenWorld } from '../token-worlds.ts'
import { expectLostOnlyByReply, expectSentOncePerKeeper, type Kill } from './kill-laws.ts'

/** What the rounds met. */
export type Tally = {
  kills: number
  /** Connections that were in the middle of a renewal when their keeper was killed. */
  hit: number
  /** Sessions that ended because a reply never came, or came right before the kill. */
  lost: number
  /** Sessions that went on after a kill. */
  livedOn: number
}

/** Where in its life a keeper is killed. */
const MOMENTS = ['any', 'renewing', 'renewing', 'replied'] as const
const MOST_DELAY_MS = 250
/** From "asked" over the wire to the save of the reply, and a little beyond. */
const AROUND_A_RENEWAL_MS = 150
const AFTER_A_REPLY_MS = 30
/** A keeper's first second: it opens the vault, finishes what was cut off, reads everything. */
const STARTING_MS = 900

/** Keepers that follow one another in one home, each killed somewhere, each showing what the one before has left. */
export class KillRounds {
  readonly tally: Tally = { kills: 0, hit: 0, lost: 0, livedOn: 0 }
  readonly #home: Home
  readonly #world: TokenWorld
  readonly #random: Random
  readonly #caller: BusyCaller
  readonly #names: readonly string[]
  readonly #kills: Kill[] = []
  #agent: Running
  /** Stood by and found another one quicker: two that both keep would send every token twice. */
  #others: readonly Running[] = []

  constructor(home: Home, world: TokenWorld, random: Random) {
    this.#home = home
    this.#world = world
    this.#random = random
    this.#caller = new BusyCaller(world, random)
    this.#names = world.entries.map(({ name }) => name)
    this.#agent = startAgent(home)
  }

  async begin(): Promise<void> {
    await this.#agent.ready()
    for (const entry of this.#world.entries) {
      await addConnection(this.#home, entry)
    }
  }

  /** One keeper is killed while it is kept busy, or one more while it starts; the next one shows what is left. */
  async next(): Promise<void> {
    const standbys = this.#chance(0.25) ? [startAgent(this.#home), startAgent(this.#home)] : []
    for (const standby of standbys) await standby.ready()
    const keeper = await this.#connected()
    let isCalling = true
    const calling = this.#caller.callUntilLost(keeper).finally(() => {
      isCalling = false
    })
    // Calls end before the kill where a busy machine keeps the keeper from answering them.
    await Promise.all([this.#killSomewhere(() => isCalling), calling])
    if (standbys.length === 0 && this.#chance(0.3)) await this.#killWhileStarting()
    await this.#succession(standbys)
    const next = await this.#connected()
    await this.#judge(next)
    next.close()
    for (const other of this.#others) {
      other.kill('SIGTERM')
      expect(await other.exited).toEqual({ code: 0, signal: null })
    }
  }

  /** Rounds that never hit a renewal, lost no session or let none live on would have proved nothing. */
  get hasMetAll(): boolean {
    return Object.values(this.tally).every((times) => times > 0)
  }

  /** What a failing run should say beside its seed. */
  get lastWords(): string {
    return `${JSON.stringify(this.tally)} ${this.#agent.pid} ${this.#agent.stdout()}${this.#agent.stderr()}`
  }

  /** Everything is written once more, which sweeps up what kills have left, and the last keeper ends in good order. */
  async end(): Promise<void> {
    const keeper = await this.#connected()
    await this.#caller.changeAll(keeper)
    keeper.close()
    this.#agent.kill('SIGTERM')
    expect(await this.#agent.exited).toEqual({ code: 0, signal: null })
    expect(this.#agent.stderr()).toBe('')
  }

  async #killSomewhere(isCalling: () => boolean): Promise<void> {
    const delayMs = this.#drawn(MOST_DELAY_MS)
    const moment = MOMENTS[Math.floor(this.#drawn(MOMENTS.length))] ?? 'any'
    this.#world.answerAfter(delayMs, moment === 'renewing' && this.#chance(0.4))
    if (moment === 'any') await pause(this.#drawn(1_200))
    if (moment === 'renewing') {
      await until('a renewal', () => this.#caller.renewing.size > 0 || !isCalling(), { everyMs: 1 })
      await pause(this.#drawn(delayMs + AROUND_A_RENEWAL_MS))
    }
    if (moment === 'replied') {
      const replies = () => this.#world.sends().filter(({ replied }) => replied).length
      const before = replies()
      await until('a reply', () => replies() > before, { everyMs: 1 })
      await pause(this.#drawn(AFTER_A_REPLY_MS))
    }
    this.tally.hit += this.#caller.renewing.size
    await this.#kill()
  }

  async #killWhileStarting(): Promise<void> {
    this.#agent = startAgent(this.#home)
    await pause(this.#drawn(STARTING_MS))
    await this.#kill()
  }

  async #kill(): Promise<void> {
    const called = Date.now()
    this.#agent.kill('SIGKILL')
    this.#world.answerAfter(this.#drawn(MOST_DELAY_MS))
    await this.#agent.exited
    // What it sent at last may be read later than its end is noticed.
    await this.#world.heard()
    this.#kills.push({ called, gone: Date.now() })
    this.tally.kills += 1
  }

  /** One of two agents that stood by; else a new one, and sometimes a command before it that reads all by itself. */
  async #succession(standbys: readonly Running[]): Promise<void> {
    if (standbys.length === 0 && this.#chance(0.3)) {
      const views = await allReadable(async () => {
        const listed = await everbearer(this.#home, ['list', '--json'])
        expect(listed).toMatchObject({ code: 0, stderr: '' })
        return (JSON.parse(listed.stdout) as { connections: ConnectionView[] }).connections
      })
      this.#caller.expectOldOrNew(views)
    }
    const candidates = standbys.length > 0 ? standbys : [startAgent(this.#home)]
    const keeps = (one: Running) => one.stdout().includes('keeping')
    this.#agent = (await until('the next keeper', () => candidates.find(keeps))) ?? this.#agent
    this.#others = candidates.filter((one) => one !== this.#agent)
  }

  async #judge(keeper: KeeperConnection): Promise<void> {
    expectSentOncePerKeeper(this.#world.sends(), this.#kills)
    await this.#hearJournal(keeper)
    this.#caller.expectOldOrNew(await allReadable(() => keeper.call('connections.list', {})))
    for (const name of this.#names) {
      if (await this.#livesOn(keeper, name)) this.tally.livedOn += 1
      else await this.#mourn(keeper, name)
    }
    expectSentOncePerKeeper(this.#world.sends(), this.#kills)
    const name = this.#names[Math.floor(this.#drawn(this.#names.length))] ?? ''
    await until(`a token of ${name} that its server accepts`, async () => {
      const { code, stdout } = await everbearer(this.#home, ['token', name])
      return code === 0 && (await this.#world.accepts(stdout.trim()))
    })
  }

  /** What the journal says was renewed had been saved before. A line that was cut off may be lost, no other. */
  async #hearJournal(keeper: KeeperConnection): Promise<void> {
    const { told } = this.#caller
    const { entries, unreadable } = await keeper.call('journal.read', { limit: 500 })
    expect(unreadable).toBeLessThanOrEqual(this.#kills.length)
    for (const { at, event, connection = '', params } of entries) {
      if (event !== 'renewed' || at > (this.#kills.at(-1)?.called ?? 0)) continue
      told.set(connection, Math.max(Number(params?.['generation']), told.get(connection) ?? 0))
    }
  }

  /** Waits until this session has shown that it goes on, or that it does not; any other trouble must pass by itself. */
  async #livesOn(keeper: KeeperConnection, name: string): Promise<boolean> {
    const dead = this.#kills.at(-1)?.gone ?? 0
    const view = await until(`${name} to be renewed or lost`, async () => {
      const { lastRefresh, fault } = await keeper.call('connections.get', { name })
      if (lastRefresh?.outcome === 'renewed' && Date.parse(lastRefresh.at) > dead) return { lost: false }
      if (fault === null) return null
      if (FAULT_KIND[fault.code] !== 'person') throw new FaultError(fault)
      expect(fault.code).toBe('refresh_reply_lost')
      return { lost: true }
    })
    return view?.lost === false
  }

  async #mourn(keeper: KeeperConnection, name: string): Promise<void> {
    this.tally.lost += 1
    expectLostOnlyByReply(this.#world.sends(), name, this.#kills, MOST_DELAY_MS)
    const secrets = await this.#world.secretsAnew(name)
    const { view } = await keeper.call('connections.edit', { name, entry: { secrets } })
    expect(view.fault).toBeNull()
  }

  async #connected(): Promise<KeeperConnection> {
    const place = { stateFolder: this.#home.path, version: VERSION, clock: nodeClock }
    const connection = await connectKeeper(place)
    if (connection === null) throw new Error('there is no keeper to talk to')
    return connection
  }

  #drawn(most: number): number {
    return this.#random.fraction() * most
  }

  #chance(of: number): boolean {
    return this.#random.fraction() < of
  }
}

/**
 * All connections, once each can be read. gnome-keyring may abort when a client of it is killed, and is away until it is
 * started anew; the keeper then finds it by itself. What stays unreadable fails.
 */
async function allReadable(list: () => Promise<ConnectionView[]>): Promise<ConnectionView[]> {
  let views: ConnectionView[] = []
  await until('every connection to be readable', async () => {
    views = await list()
    return views.every((view) => view.baseUrl !== '')
  })
  return views
}
