import { type Connection, generationOf, refusalOf, spendsRefreshToken } from '../../../shared/connections/connection.ts'
import { type Fault, FaultError, fault, raise } from '../../../shared/fault.ts'
import type { System } from '../../../shared/systems/system.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Ports } from '../ports.ts'
import { failed } from '../renewal/renewal-outcome.ts'
import type { RenewalRight, RenewalTurn, Turn } from '../renewal/renewal-right.ts'
import { recoverable } from '../renewal/renewal-sending.ts'
import type { Fleet } from './fleet.ts'
import { type AskedMark, attemptsUpTo } from './marks/asked-mark.ts'
import { markAges } from './marks/mark-ages.ts'
import {
  effectiveMarks,
  isMarkLost,
  isUnknownToMark,
  moveMark,
  readMarks,
  type TurnMarks,
  takeTurn,
  turnHolder,
} from './marks/turn-marks.ts'
import type { StoreLease } from './shared-store.ts'
import { nextChange } from './store-changes.ts'
import { nextTurnStep, SILENT_MS, stageAfter } from './turn-plan.ts'

export type SharedRightContext = Pick<KeeperParts, 'connections' | 'journalWriter'> & {
  readonly ports: Pick<Ports, 'clock' | 'random'>
  /** The keeper is leaving. */
  readonly leaving: () => boolean
}

/** Whoever is at a renewal and gone is noticed after this. */
const TURN_MS = 5_000

/** A store that writes more slowly than that each time is not waited for any longer. */
const MOST_LOOKS = 3

/** Nobody waits longer for another; the plan comes back to it. */
const WAIT_MS = 60_000
/** What no notice told of is seen after this. */
const LOOK_AGAIN_MS = 1_000

/** The right to renew what several workstations share (docs/decisions.md 35). */
export function sharedRight(context: SharedRightContext, fleet: Fleet): RenewalRight {
  const { connections, ports, leaving } = context
  const ages = markAges(ports.clock)

  return async (record, system) => {
    const before = await connections.load(record)
    const until = ports.clock.monotonic() + WAIT_MS
    const place = fleet.placeOf(record.id)
    for (;;) {
      if (leaving()) raise('keeper_leaving')
      // What is here alone goes first: nobody can ask for the next set before it is there.
      if (record.unsaved) await connections.saveUnsaved(record)
      const there = await readMarks(fleet, place)
      const now = await connections.follow(record)
      const settled = settledBy(before, now)
      if (settled !== null) return settled
      const hindrance = spendsRefreshToken(now, system) ? unsettled(fleet, record) : null
      if (hindrance !== null) return notHere(hindrance)
      if (spendsRefreshToken(now, system) && isMarkLost(there, now))
        return notHere(fault('mark_unreadable', { name: record.name }))
      const marks = effectiveMarks(there, now)
      const openForMs = ages.openForMs(record.id, marks)
      const step = nextTurnStep({
        spends: spendsRefreshToken(now, system),
        generation: generationOf(now),
        turn: await turnHolder(fleet, record.id, marks.turn === null ? [] : [marks.turn.attempt]),
        mark: marks.mark,
        markOf: await turnHolder(fleet, record.id, marks.attempts),
        openForMs,
      })
      if (step.do === 'give-up') return givenUp(context, record, system, ages.isFirstGivenUp(record.id, marks))
      const turn = step.do === 'take' ? await taken({ context, fleet, record, place, marks, before }, step.mark) : null
      if (turn !== null) return turn
      if (step.do === 'wait' && step.for === 'answer' && openForMs >= SILENT_MS)
        return notHere(fault('asker_silent', { name: record.name }))
      if (ports.clock.monotonic() >= until) return notHere(fault('renewed_elsewhere', { name: record.name }))
      if (step.do === 'wait') await nextChange(ports.clock, fleet, record.id, LOOK_AGAIN_MS)
    }
  }
}

function unsettled({ age }: Fleet, { name }: ConnectionRecord): Fault | null {
  const seconds = Math.ceil(age.unsettledMs() / 1_000)
  return seconds === 0 ? null : fault('store_unsettled', { name, seconds })
}

const notHere = (trouble: Fault): RenewalTurn => ({
  mine: false,
  outcome: failed(trouble),
})

/** Another has renewed it meanwhile, or has been told no. */
function settledBy(before: Connection, now: Connection): RenewalTurn | null {
  if (generationOf(now) > generationOf(before)) return { mine: false, outcome: { ok: true } }
  const refusal = refusalOf(now)
  return refusal !== null && refusalOf(before) === null ? notHere(refusal) : null
}

/** In memory alone: whoever asked may still come back with the new set, and then that counts. */
function givenUp(context: SharedRightContext, record: ConnectionRecord, system: System, isNews: boolean): RenewalTurn {
  const { connections, ports, journalWriter } = context
  const known = record.connection
  const lost = fault('refresh_reply_lost')
  const trouble = known === null ? lost : recoverable(lost, known, system)
  const at = ports.clock.now()
  connections.note(record, (current) => ({
    ...current,
    refused: { generation: generationOf(current), at, fault: trouble },
  }))
  if (isNews) journalWriter.note({ event: 'renewal_refused', connection: record.name, fault: trouble })
  return notHere(trouble)
}

type Attempt = {
  readonly context: SharedRightContext
  readonly fleet: Fleet
  readonly record: ConnectionRecord
  readonly place: string
  readonly marks: TurnMarks
  readonly before: Connection
}

/** Null where another was quicker. */
async function taken(attempt: Attempt, stage: 'asked' | 'about-to-send' | null): Promise<RenewalTurn | null> {
  const { context, fleet, record, place, marks, before } = attempt
  const { connections, ports } = context
  const lease = await fleet.store.lease(TURN_MS)
  const leave = (): Promise<void> => lease.end().catch(() => undefined)
  const name = ports.random.hex(8)
  const generation = generationOf(record.connection ?? before)
  const mark = stage && { by: fleet.me, generation, stage, attempt: name, after: attemptsUpTo(marks.mark) }
  try {
    if (mark !== null) await fleet.attempts.note(record.id, name)
    const since = ports.clock.sinceBoot()
    const isTaken = await takeTurn(fleet, place, { marks, lease: lease.id, attempt: name, mark })
    if (!isTaken) {
      await leave()
      return null
    }
    const turn = turnWith(attempt, mark, lease, since)
    // Between looking and asking somebody may have come to an end.
    const settled = settledBy(before, await connections.follow(record))
    if (settled === null) return { mine: true, ...turn }
    await turn.end()
    return settled
  } catch (thrown) {
    void leave()
    throw thrown
  }
}

/** `since` is when the mark was last seen to be the first one, by the time since the machine was started. */
function turnWith(
  { context, fleet, record, place }: Attempt,
  first: AskedMark | null,
  lease: StoreLease,
  since: number,
): Turn {
  const { clock } = context.ports
  let mark = first
  let lookedAt = since
  let isLost = false
  void lease.lost.then(() => {
    isLost = true
  })
  let isSending = false

  // What others wait for is what was sent until then. A newer set comes only where an older mark was put back, and what is about
  // to be sent stands in a store that may have lost what another has sent.
  function assertOurs(generation: number): void {
    const isNewer = record.connection !== null && generationOf(record.connection) > generation
    if (isLost || isNewer) raise('renewed_elsewhere', { name: record.name })
    const hindrance = unsettled(fleet, record)
    if (hindrance !== null) throw new FaultError(hindrance)
  }

  const lookedLongAgo = (): boolean => clock.sinceBoot() - lookedAt > TURN_MS

  // A machine that slept or was stopped meanwhile hears only now of what came to pass, and has to have looked just before it sends.
  async function assertStill(next: AskedMark): Promise<void> {
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      lookedAt = clock.sinceBoot()
      if (!(await moveMark(fleet, place, next))) raise('renewed_elsewhere', { name: record.name })
      assertOurs(next.generation)
      if (!lookedLongAgo()) return
    }
    // Its leases may be renewed quickly all the same, so that nothing else would end this.
    raise('store_unanswered', { detail: `${TURN_MS} ms` })
  }

  return {
    asking(current) {
      if (first !== null && isUnknownToMark(first, current)) raise('renewed_elsewhere', { name: record.name })
      return first?.attempt
    },
    async aboutToSend(generation) {
      if (mark === null) return
      assertOurs(generation)
      const next: AskedMark = { ...mark, stage: 'about-to-send', generation }
      const isNew = mark.stage !== next.stage || mark.generation !== generation
      if (isNew || lookedLongAgo()) {
        try {
          await assertStill(next)
        } catch (thrown) {
          // Nothing of this generation has left: it was asked for in vain.
          if (isNew)
            context.connections.note(record, (current) =>
              generationOf(current) === generation ? { ...current, asked: null } : current,
            )
          throw thrown
        }
      }
      mark = next
      isSending = true
    },
    async end() {
      const { connection, unsaved } = record
      if (mark !== null && connection !== null) {
        const stage = stageAfter({
          asked: mark.generation,
          generation: generationOf(connection),
          unsaved,
          // An earlier send of ours may still be on its way, where none was made this time.
          unanswered:
            mark.stage === 'about-to-send' && (!isSending || connection.asked?.generation === mark.generation),
        })
        if (stage !== null) await moveMark(fleet, place, { ...mark, stage }).catch(() => false)
      }
      await lease.end().catch(() => undefined)
    },
  }
}
