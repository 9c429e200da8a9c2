/**
 * Kills the real program at one point of a renewal after the other (fault-points/points.ts), over a real vault and a
 * certified provider that ends a session when one refresh token comes twice; then looks at what is left with the program
 * as it is shipped.
 *
 *   const kills = await beginStepKills(await inFile())
 *   const points = await kills.points()               // 'document: made 1', 'document: written 1', …
 *   await kills.at('document: renamed 2')             // 'lived' or 'lost', after everything has been looked at
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { JournalEntry } from '../../../shared/connections/journal.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { keepAlive } from '../keyrings/keyring-alive.ts'
import type { RealKeyring } from '../keyrings/real-keyrings.ts'
import { startSecretService } from '../keyrings/secret-service.ts'
import { OAUTH_CLIENTS, oauthConnection } from '../oauth/oauth-clients.ts'
import { type OauthServer, startOauthServer } from '../oauth/oauth-server.ts'
import { everbearer, faultsCli, type Outcome } from './everbearer-process.ts'
import { fileHome } from './file-home.ts'
import { type Home, temporaryHome } from './temporary-home.ts'
import { until } from './until.ts'

export type StepVault = {
  readonly home: Home
  /** dist/ has no double of Windows' keychain: there the program with points looks at what is left, too. */
  readonly shipped: boolean
  /** What a renewal must have gone through, or nothing was proved. */
  readonly points: readonly string[]
  /** Where a keyring may end itself (real-keyrings.ts). */
  readonly keyring?: Pick<RealKeyring, 'restart' | 'hasCrashed'>
}

/** What became of the session. */
type End = 'lived' | 'lost'

export async function inFile(): Promise<StepVault> {
  const home = await fileHome()
  const points = ['document: made', 'document: written', 'document: synced', 'document: renamed', 'vault: synced']
  return { home, shipped: true, points: points.flatMap(twice) }
}

/** Once for "asked", and once for the reply. */
const twice = (step: string) => [`${step} 1`, `${step} 2`]
const ITEMS = [...twice('document: slot set'), 'document: slot blanked 1']

export async function inKeyring(): Promise<StepVault> {
  const keyring = await startSecretService()
  const leaveAlone = keepAlive(keyring)
  onTestFinished(async () => {
    leaveAlone()
    await keyring.stop()
  })
  return { home: temporaryHome({ ...keyring.env, EVERBEARER_VAULT: 'keychain' }), shipped: true, points: ITEMS }
}

export async function inRealKeyring(start: () => Promise<RealKeyring>): Promise<StepVault> {
  const keyring = await start()
  onTestFinished(() => keyring.stop())
  return {
    home: temporaryHome({ ...keyring.env, EVERBEARER_VAULT: 'keychain' }),
    shipped: true,
    points: ITEMS,
    keyring,
  }
}

export async function inWindowsDouble(): Promise<StepVault> {
  const { base, path, ...home } = temporaryHome({ EVERBEARER_VAULT: 'keychain' })
  const env = { ...home.env, FAULT_WINDOWS: join(base, 'windows-items.json') }
  return { home: { base, path, env }, shipped: false, points: ITEMS }
}

/** Renewals of one connection follow each other so quickly that a forced one would count as the same wish. */
const NAMES = ['ward-1', 'ward-2', 'ward-3', 'ward-4', 'ward-5']
/** The server acts at once and answers later: whoever is killed in between has spent the token all the same. */
const ANSWERS_AFTER_MS = 300

export async function beginStepKills(vault: StepVault, names: readonly string[] = NAMES): Promise<StepKills> {
  const server = await startOauthServer({ accessLifeSeconds: 3_600, answerLateMs: ANSWERS_AFTER_MS })
  const kills = new StepKills(vault, server, names)
  for (const name of names) {
    const refreshToken = await server.mintRefreshToken(OAUTH_CLIENTS.deskPublic)
    const entry = oauthConnection(name, server.issuer, OAUTH_CLIENTS.deskPublic, refreshToken)
    await kills.run(['add', '--from', '-'], JSON.stringify(entry))
    await kills.run(['refresh', name])
    await kills.expectUsable(name)
  }
  return kills
}

export class StepKills {
  readonly #vault: StepVault
  readonly #server: OauthServer
  readonly #names: readonly string[]
  /** The generation of each connection's tokens, as far as anybody was told of it. */
  readonly #generations = new Map<string, number>()
  #turns = 0
  #lost = 0
  /** Lost ones that were sent again, by the command that was asked to, or by a slow one before it. */
  #sentAgain = 0

  constructor(vault: StepVault, server: OauthServer, names: readonly string[]) {
    this.#vault = vault
    this.#server = server
    this.#names = names
  }

  /** A command that has to succeed. */
  async run(args: readonly string[], stdin = ''): Promise<Outcome> {
    const outcome = await this.#look(args, stdin)
    expect(outcome, args.join(' ')).toMatchObject({ code: 0, signal: null })
    return outcome
  }

  /** The points of a renewal that nothing disturbs, in their order. */
  async points(): Promise<readonly string[]> {
    const { died, name, passed } = await this.#refresh('none')
    expect([died.code, died.stderr]).toEqual([0, ''])
    await this.expectUsable(name)
    // What was replaced is blanked a second later: where the server takes longer than that, once more.
    return passed.filter((point) => point !== 'document: slot blanked 2')
  }

  /** Kills a renewal at this point, and judges what is left. */
  async at(point: string): Promise<End> {
    const asked = this.#requests()
    const { died, name, passed } = await this.#refresh(point)
    expect([died.signal, passed.at(-1)]).toEqual(['SIGKILL', point])
    if (passed.includes('request: sent 1')) await until('the server to act', () => this.#requests() > asked)
    // The index is written beside it all: killed there, nobody but the server knows how far the request has come.
    await this.#server.heard()
    await until('the server to be done', () => this.#server.underway() === 0)
    return this.#judge(name, passed, this.#requests() > asked)
  }

  /** Every session that was not lost goes on, and no refresh token was spent twice but those whose reply was lost. */
  async end(): Promise<void> {
    const { record } = this.#server
    expect(record).toMatchObject({
      reuseCount: this.#sentAgain,
      revokedGrants: this.#lost,
      overlaps: 0,
      serverErrors: [],
    })
    for (const name of this.#names) await this.expectUsable(name)
  }

  /** Its token is one that the server takes. */
  async expectUsable(name: string): Promise<void> {
    const { stdout } = await this.run(['token', name, '--json'])
    const { token, generation } = JSON.parse(stdout) as { token: string; generation: number }
    this.#generations.set(name, generation)
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(this.#server.protectedUrl, { headers })).status, `the token of ${name}`).toBe(200)
  }

  async #refresh(point: string): Promise<{ died: Outcome; name: string; passed: string[] }> {
    const { home } = this.#vault
    const name = this.#names[this.#turns++ % this.#names.length] ?? ''
    const trace = join(home.base, `points-${this.#turns}`)
    const env = { FAULT_AT: point, FAULT_TRACE: trace }
    const died = await everbearer(home, ['refresh', name], { program: faultsCli, env })
    return { died, name, passed: readFileSync(trace, 'utf8').trim().split('\n') }
  }

  async #judge(name: string, passed: readonly string[], granted: boolean): Promise<End> {
    const before = this.#generations.get(name) ?? 0
    const earlier = this.#journal(name).length
    const since = () => this.#journal(name).slice(earlier)
    const views = await this.#views()
    expect([...views.keys()].sort(), 'every connection is there').toEqual(this.#names)
    for (const view of views.values()) expect(view.baseUrl, `${view.name}: ${view.fault?.code}`).not.toBe('')
    const { generation, lastRefresh } = views.get(name) ?? {}
    // Killed at the index, a write may have been on its way to the keyring, which then did it all the same.
    const isBeside = /^(index|state):/.test(passed.at(-1) ?? '')
    const traced = IN_FORCE.some((step) => passed.includes(`${step} 2`))
    // A command that takes longer than two seconds keeps fresh meanwhile, and what was cut off is due at once.
    const byItself = since().some(({ event }) => event === 'renewed')
    const saved = isBeside ? generation === before + 1 && !byItself : traced
    const either = byItself ? [before, before + 1] : [saved ? before + 1 : before]
    expect(either, 'the old document or the new one').toContain(generation)
    const renewed = { event: 'renewed', params: { generation: before + 1 } }
    if (saved) {
      expect(lastRefresh?.outcome).toBe('renewed')
      if (passed.includes('journal: appended 1')) expect(this.#journal(name).at(-1)).toMatchObject(renewed)
      await this.expectUsable(name)
      return 'lived'
    }
    const next = await this.#look(['refresh', name])
    const events = since()
    const wasCut = { event: 'renewal_cut' }
    const asked = IN_FORCE.some((step) => passed.includes(`${step} 1`))
    const cut = asked || (isBeside && events[0]?.event === wasCut.event) ? [wasCut] : []
    const [first, ...more] = events.slice(cut.length)
    expect(events.slice(0, cut.length)).toMatchObject(cut)
    // The same once more where a slow command had done it already.
    expect(more.filter(({ event }) => event !== first?.event)).toEqual([])
    expect(more.length).toBeLessThan(2)
    if (!granted) {
      expect([next.code, next.stderr]).toEqual([0, ''])
      expect(first).toMatchObject(renewed)
      await this.expectUsable(name)
      return 'lived'
    }
    expect(next).toMatchObject({ code: 4, stderr: expect.stringContaining('refresh_reply_lost') })
    expect(first).toMatchObject({ event: 'renewal_refused', fault: 'refresh_reply_lost' })
    this.#lost += 1
    this.#sentAgain += 1 + more.length
    const refreshToken = await this.#server.mintRefreshToken(OAUTH_CLIENTS.deskPublic)
    await this.run(['edit', name, '--from', '-'], JSON.stringify({ secrets: { refreshToken } }))
    await this.run(['refresh', name])
    await this.expectUsable(name)
    return 'lost'
  }

  async #views(): Promise<Map<string, ConnectionView>> {
    const { stdout } = await this.run(['list', '--json'])
    const { connections } = JSON.parse(stdout) as { connections: ConnectionView[] }
    return new Map(connections.map((view) => [view.name, view]))
  }

  #look(args: readonly string[], stdin = ''): Promise<Outcome> {
    const { home, shipped } = this.#vault
    return everbearer(home, args, { stdin, ...(shipped ? {} : { program: faultsCli }) })
  }

  #requests(): number {
    return this.#server.record.tokenRequests.length
  }

  #journal(name: string): JournalEntry[] {
    const lines = readFileSync(join(this.#vault.home.path, 'journal.jsonl'), 'utf8').trim().split('\n')
    return lines.map((line) => JSON.parse(line) as JournalEntry).filter(({ connection }) => connection === name)
  }
}

/** After these a document is in force: the first item of its slot, or the file's name, points at it. */
const IN_FORCE = ['document: slot set', 'document: renamed']
