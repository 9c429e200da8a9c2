/**
 * Programs that go on working with the token they got, at servers that end it when they give the next one
 * (shared/tokens/older-token.ts). The first that is refused says so; from then on none may be refused before the moment
 * until which it was told that it can count on its token.
 */
import type { Clock, Random } from '../../electron/core/ports.ts'
import type { TokenAnswer } from '../../shared/api/contract/contract.ts'
import type { Session } from './sessions.ts'
import type { Stretch, Weather } from './weather.ts'

export type WorkingPrograms = {
  /** A program was handed this, and will call the API with it at some moment before it has to ask again. */
  begin(session: Session, grant: TokenAnswer): void
  /** From here on times that were told before say nothing: the clock has been set. */
  clockSet(): void
  /** Refusals that nobody had to expect, and how many calls there were of programs that could rely on what they were told. */
  readonly surprised: readonly string[]
  readonly relied: () => number
}

type World = {
  readonly clock: Pick<Clock, 'now' | 'after'> & { trueNow(): number }
  readonly random: Random
  readonly weathers: readonly (readonly Stretch<Weather>[])[]
  /** Whether the keeper can put away what it is told now. */
  readonly isOpen: () => boolean
  readonly report: (session: Session, generation: number) => void
}

/** So near to its end a refusal says nothing. */
const NEAR_END_MS = 3_000

/** In these the server goes on to the next token, and its reply does not arrive. */
const UNSEEN: readonly Weather[] = ['lossy', 'malformed']

export function workingPrograms({ clock, random, weathers, isOpen, report }: World): WorkingPrograms {
  /** Session -> since when the keeper knows. True time. */
  const known = new Map<string, number>()
  const surprised: string[] = []
  let relied = 0
  let clockSetAt = Number.NEGATIVE_INFINITY

  function call(session: Session, grant: TokenAnswer, since: number): void {
    const now = clock.trueNow()
    if (session.diedAt !== null) return
    const knownBefore = (known.get(session.id) ?? Number.POSITIVE_INFINITY) < since
    const isFair = clockSetAt < since && !hasUnseen(weathers[session.server] ?? [], since, now)
    if (knownBefore && isFair) relied++
    const held = Number(grant.token.split('.')[2])
    if (held === session.generation) return
    if (knownBefore && isFair) surprised.push(`${session.id} was refused at ${new Date(now).toISOString()}`)
    report(session, grant.generation)
    // Only of the very one before the present one can be said why it was refused, and only before its end comes near.
    const isTelling = held === session.generation - 1 && session.delivered === session.generation
    const isInTime = grant.expiresAt !== null && Date.parse(grant.expiresAt) - clock.now() > NEAR_END_MS
    if (isTelling && isInTime && isOpen() && isFair && !known.has(session.id)) known.set(session.id, now)
  }

  return {
    surprised,
    relied: () => relied,
    clockSet() {
      clockSetAt = clock.trueNow()
    },
    begin(session, grant) {
      // What came while the vault was shut is gone with a crash, and so it is told for the moment only.
      if (!session.endsOlder || grant.usableUntil === null || !isOpen()) return
      const usableUntil = Date.parse(grant.usableUntil)
      const since = clock.trueNow()
      const inMs = random.fraction() * (usableUntil - clock.now())
      if (inMs <= 0) return
      // A machine that slept past it has a program that asks again.
      clock.after(inMs, () => void (clock.now() < usableUntil && call(session, grant, since)))
    },
  }
}

function hasUnseen(weather: readonly Stretch<Weather>[], from: number, to: number): boolean {
  return weather.some((stretch) => UNSEEN.includes(stretch.kind) && stretch.from <= to && stretch.to >= from)
}
