/** A server whose refresh tokens count once; it knows who sent what, and says where a law was broken. */
import type { Random } from '../../../electron/core/ports.ts'
import type { HttpOutcome, HttpRequest } from '../../../shared/http.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { between } from '../weather.ts'
import type { SimBackups, SimSend } from './backups.ts'
import type { Machine, Process } from './machine.ts'

export type StrictServer = {
  send(machine: Machine, process: Process, request: HttpRequest): Promise<HttpOutcome>
  generation(): number
  /** When the newest access token ends, true time. */
  expiresAt(): number
  endOf(token: string): number
  isEnded(): boolean
  /** A person gets a new pair there. */
  newPair(): { accessToken: string; refreshToken: string }
  /** The set of that generation lies on a disk. */
  saved(generation: number): void
  newestSaved(): number
  renewals(): number
}

type ServerContext = {
  readonly world: VirtualClock
  readonly random: Random
  readonly lifeMs: number
  /** How likely a reply takes up to eight seconds. */
  readonly slowReplies: number
  /** Replies are lost, and it is busy at times. */
  readonly isTroubled: () => boolean
  /** An older state of the store was put back since then, and this machine had not heard what it lacks. */
  readonly backups: Pick<SimBackups, 'isForgiven' | 'attemptOf'>
}

type Sent = SimSend & { answered: boolean }

const LOST = 0.01
const BUSY = 0.03

export function strictServer(
  { world, random, lifeMs, slowReplies, isTroubled, backups }: ServerContext,
  breach: (what: string) => void,
): StrictServer {
  const sends: Sent[] = []
  const ends = new Map<string, number>([['access-0', world.trueNow() + lifeMs]])
  let generation = 0
  let newestSaved = 0
  let renewals = 0
  let ended = false

  function judge(sending: SimSend): void {
    const { by, generation: presented } = sending
    // What comes after the session has ended harms nobody; whoever ended it was judged.
    if (ended) return
    const open = sends.filter((sent) => sent.generation === presented && sent.by !== by && !sent.answered)
    if (backups.isForgiven(sending, open)) return
    if (presented < newestSaved) breach(`${by} sent ${presented}, whose successor was saved`)
    if (open[0] !== undefined) breach(`${by} sent ${presented}, which ${open[0].by} had sent without an answer`)
  }

  function answer(request: HttpRequest): { status: number; json: unknown } {
    const presented = Number(/refresh-(\d+)/.exec(JSON.stringify(request.headers) + (request.body ?? ''))?.[1])
    if (isTroubled() && random.fraction() < BUSY) return { status: 503, json: {} }
    if (ended || presented !== generation) {
      ended = true
      return { status: 400, json: { error: 'invalid_grant' } }
    }
    renewals++
    return { status: 200, json: { ...given(), expires_in: lifeMs / 1_000 } }
  }

  function given(): { access_token: string; refresh_token: string } {
    generation++
    ends.set(`access-${generation}`, world.trueNow() + lifeMs)
    return { access_token: `access-${generation}`, refresh_token: `refresh-${generation}` }
  }

  const passed = (ms: number): Promise<void> => new Promise((resolve) => world.after(ms, resolve))

  return {
    async send(machine, { clock }, request) {
      const [sentAt, begunAt, attempt] = [clock.now(), world.trueNow(), backups.attemptOf(machine.name)]
      const failed = (trouble: 'connection_refused' | 'reply_lost', sent: boolean): HttpOutcome => ({
        kind: 'failure',
        trouble,
        sent,
        sentAt,
        receivedAt: clock.now(),
        detail: '',
      })
      await new Promise<void>((resolve) => clock.after(between(random, 1, 50), resolve))
      if (!machine.reaches('server')) return failed('connection_refused', false)
      await passed(between(random, 1, 200))
      const presented = Number(/refresh-(\d+)/.exec(JSON.stringify(request.headers))?.[1])
      const sent: Sent = { generation: presented, by: machine.name, at: begunAt, attempt, answered: false }
      judge(sent)
      sends.push(sent)
      const { status, json } = answer(request)
      const date = new Date(world.trueNow()).toUTCString()
      await new Promise<void>((resolve) =>
        clock.after(between(random, 1, random.fraction() < slowReplies ? 8_000 : 300), resolve),
      )
      if (!machine.reaches('server') || (isTroubled() && random.fraction() < LOST)) return failed('reply_lost', true)
      sent.answered = status !== 200
      // A no tells of the earlier sends as well: what comes after it a person wants.
      const isOfSame = (each: Sent): boolean => each.by === sent.by && each.generation === presented
      if (status === 400) for (const each of sends.filter(isOfSame)) each.answered = true
      const headers = { 'content-type': 'application/json', date }
      return { kind: 'reply', status, headers, body: JSON.stringify(json), sentAt, receivedAt: clock.now() }
    },
    generation: () => generation,
    expiresAt: () => ends.get(`access-${generation}`) ?? 0,
    endOf: (token) => ends.get(token) ?? 0,
    isEnded: () => ended,
    newPair() {
      ended = false
      const { access_token: accessToken, refresh_token: refreshToken } = given()
      return { accessToken, refreshToken }
    },
    saved(at) {
      newestSaved = Math.max(newestSaved, at)
    },
    newestSaved: () => newestSaved,
    renewals: () => renewals,
  }
}
