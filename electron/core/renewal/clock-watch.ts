import { type Connection, credentialsIn } from '../../../shared/connections/connection.ts'
import type { ExpirySource } from '../../../shared/tokens/expiry.ts'
import type { TokenSet } from '../../../shared/tokens/token.ts'
import type { Clock, Machine } from '../ports.ts'

export type Look = { readonly now: number; readonly monotonic: number; readonly sinceBoot: number }

/** Time servers nudge clocks by less than this all the time. */
const NUDGE_MS = 2_000

/**
 * By how much the wall clock was turned back between two looks (negative ms), or 0: also of a machine that slept meanwhile. One
 * that was set forward is no news, since renewing early does no harm.
 */
export function wallClockTurnedBack(before: Look, after: Look): number {
  return ifBack(bootedAt(after) - bootedAt(before))
}

const ifBack = (drift: number): number => (drift < -NUDGE_MS ? drift : 0)

/** When the machine was started, by its wall clock as that is now. */
const bootedAt = ({ now, sinceBoot }: Pick<Look, 'now' | 'sinceBoot'>): number => Math.round(now - sinceBoot)

/** The machine slept, or the clock was set forward: either way it is later than the timer thinks. */
export function hasLeapt(before: Look, after: Look): boolean {
  return after.now - before.now - (after.monotonic - before.monotonic) > LEAP_MS
}

const LEAP_MS = 10_000

type Here = { readonly clock: Pick<Clock, 'now' | 'sinceBoot'>; readonly machine: Machine }

/**
 * The document with the moment at which the machine was started, by the clock that its times are counted by: a process that
 * starts after that clock was set back, or that died before the moved times were saved, knows it by this.
 */
export function bootNoted(connection: Connection, { clock, machine: { boot } }: Here): Connection {
  const { tokens } = connection
  if (tokens === null || boot === null || tokens.boot?.id === boot) return connection
  return { ...connection, tokens: { ...tokens, boot: { id: boot, at: momentOfBoot(clock) } } }
}

/** The document as it lies there, by the clock as it is now; of a machine that was started anew since nobody knows. */
export function sinceSetBack(connection: Connection, { clock, machine }: Here): Connection {
  const { boot } = connection.tokens ?? {}
  if (boot === undefined || boot.id !== machine.boot) return connection
  return movedWith(connection, ifBack(momentOfBoot(clock) - boot.at))
}

const momentOfBoot = (clock: Here['clock']): number => bootedAt({ now: clock.now(), sinceBoot: clock.sinceBoot() })

/**
 * A document from the future was saved before the clock was set back, at least by as much as it is ahead. How much of its
 * life is over nobody can tell, so it gets no second one: its token counts as one that was not accepted, and is renewed at once.
 */
export function atHomeInTime(connection: Connection, now: number): Connection {
  const latest = Math.max(connection.tokens?.issuedAt ?? 0, connection.lastRenewal?.at ?? 0)
  if (latest <= now + NUDGE_MS) return connection
  const moved = movedWith(connection, now - latest)
  const hasMeans = connection.tokens?.refreshToken != null || credentialsIn(connection).length > 0
  return moved === connection || !hasMeans ? moved : { ...moved, rejectedGeneration: moved.tokens?.generation ?? null }
}

/** The Date header counts whole seconds. */
const DATE_MS = 1_000

/** Server clock minus ours in ms, where a reply that has come by `now` told of it: no more than this. */
export function offsetAtMost(
  { clockOffset, issuedAt }: Pick<TokenSet, 'clockOffset' | 'issuedAt'>,
  now: number,
): number | null {
  return clockOffset === null ? null : clockOffset + (now - issuedAt) + DATE_MS
}

/**
 * A document that several workstations share tells its times by the clock of whoever renewed it last. What the server has
 * told each of them of its own clock brings them over; `ownOffset` is the server's clock minus ours at the most, theirs is
 * at the least, so that no life becomes longer by a reply that was long on its way. One that has told us nothing yet is
 * taken for equal. What seems to come from the future all the same was given just now, if we were here.
 */
export function byOurClock(
  connection: Connection,
  now: number,
  ownOffset: number | null,
  wereHere: boolean,
): Connection {
  const theirs = connection.tokens?.clockOffset ?? null
  const by = theirs === null ? 0 : theirs - (ownOffset ?? 0)
  const here = Math.abs(by) <= NUDGE_MS ? connection : broughtBy(connection, by)
  const ahead = (here.tokens?.issuedAt ?? 0) - now
  if (ahead <= NUDGE_MS) return here
  return wereHere ? broughtBy(here, -ahead) : atHomeInTime(here, now)
}

function broughtBy(connection: Connection, by: number): Connection {
  const { tokens, ...moved } = movedWith(connection, by)
  const clockOffset = tokens?.clockOffset ?? null
  return { ...moved, tokens: tokens && { ...tokens, clockOffset: clockOffset === null ? null : clockOffset - by } }
}

const COUNTED_BY_US: readonly ExpirySource[] = ['expires_in', 'last_told', 'rule']

/**
 * The connection with the times that were counted by our own clock moved along with it. Absolute times that came
 * from a server or a person without a known offset stay: they were never counted by this clock.
 */
export function movedWith(connection: Connection, by: number): Connection {
  const { tokens } = connection
  if (tokens === null || (!COUNTED_BY_US.includes(tokens.expirySource) && tokens.clockOffset === null))
    return connection
  const moved = (at: number | null): number | null => (at === null ? null : at + by)
  return {
    ...connection,
    lastRenewal: connection.lastRenewal && { ...connection.lastRenewal, at: connection.lastRenewal.at + by },
    tokens: {
      ...tokens,
      issuedAt: tokens.issuedAt + by,
      expiresAt: moved(tokens.expiresAt),
      ...(tokens.boot === undefined ? {} : { boot: { ...tokens.boot, at: tokens.boot.at + by } }),
      idToken: tokens.idToken && {
        ...tokens.idToken,
        issuedAt: tokens.idToken.issuedAt + by,
        expiresAt: moved(tokens.idToken.expiresAt),
      },
      refreshIssuedAt: moved(tokens.refreshIssuedAt),
      refreshExpiresAt: moved(tokens.refreshExpiresAt),
    },
  }
}
