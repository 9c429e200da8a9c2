import type { Notice } from '../../shared/contract.ts'
import type { Door } from '../../shared/contract-doors.ts'
import { type Fault, fault, faultOf, type Reply } from '../../shared/fault.ts'
import type { Introduction } from '../../shared/protocol.ts'
import { onlyLooks } from '../../shared/repeatable-calls.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { toldJson } from '../../shared/text/told-json.ts'
import type { Wire, WireEvents } from '../../shared/wire.ts'
import type { Keeper } from '../core/keeper.ts'
import type { Cancel, Clock } from '../core/ports.ts'
import { type Admitted, admit, answer } from './gate.ts'
import { openSession, type Session } from './socket-session.ts'

const DOOR: Door = 'socket'

export type SocketDoorParts = {
  /** Who answers. A promise, so that a keeper says hello while its vault is still being opened. */
  readonly keeper: Promise<Pick<Keeper, 'handlers' | 'subscribe'>>
  readonly clock: Clock
  readonly self: Introduction
  /** In whose words faults are told to programs. */
  readonly texts: Texts
}

/** The keeper's door for programs of the same user, here and on the local socket (design decision 4). */
export type SocketDoor = {
  /** Takes up a connection; its events go to what is returned. */
  open(wire: Wire): WireEvents
  /** The same call made in this process: counted, judged and refused as if it came over a wire. */
  ask(name: unknown, input: unknown): Promise<Reply<unknown>>
  subscribe(listener: (notice: Notice) => void): Cancel
  /** From now on whatever changes something is answered `keeper_leaving`, and everybody is told. */
  leave(): void
  /** Resolves when no call is in the works, or none of those that count. */
  quiet(counts?: (call: Admitted) => boolean): Promise<void>
  /** Cuts every connection, once what is written has been taken or a moment has passed. */
  close(): void
}

export function createSocketDoor({ keeper, clock, self, texts }: SocketDoorParts): SocketDoor {
  const sessions = new Set<Session>()
  const listeners = new Set<(notice: Notice) => void>()
  const working = new Map<Promise<unknown>, Admitted>()
  let leaving = false
  let unsubscribe: Cancel = () => {}

  keeper.then(
    (ready) => {
      unsubscribe = ready.subscribe(tell)
    },
    // Whoever made the keeper hears of it; those who ask meanwhile are told to look for another one.
    () => {
      leaving = true
    },
  )

  function tell(notice: Notice): void {
    for (const listener of listeners) listener(notice)
    if (sessions.size === 0) return
    const line = `${toldJson(texts, notice)}\n`
    for (const session of sessions) session.notice(line)
  }

  function ask(name: unknown, input: unknown): Promise<Reply<unknown>> {
    const call = admit(DOOR, name, input)
    if ('fault' in call) return Promise.resolve({ ok: false, fault: call.fault })
    if (leaving && !onlyLooks(call.name)) return Promise.resolve(refused(fault('keeper_leaving')))
    const work = answered(call)
    working.set(work, call)
    void work.finally(() => working.delete(work))
    return work
  }

  async function answered(call: Admitted): Promise<Reply<unknown>> {
    try {
      const reply = await answer(call, (await keeper).handlers)
      // A keeper on its way out says no bad news about what the next one may do better.
      return leaving && !reply.ok && onlyLooks(call.name) ? refused(fault('keeper_leaving')) : reply
    } catch (thrown) {
      return refused(leaving ? fault('keeper_leaving') : faultOf(thrown))
    }
  }

  return {
    ask,
    open(wire) {
      const session = openSession({ wire, clock, self, texts, ask, gone: () => sessions.delete(session) })
      sessions.add(session)
      return session
    },
    subscribe(listener) {
      const own = (notice: Notice) => listener(notice)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    leave() {
      if (leaving) return
      leaving = true
      tell({ notice: 'keeper.leaving' })
    },
    async quiet(counts = () => true) {
      const counted = () => [...working].filter(([, call]) => counts(call)).map(([work]) => work)
      for (let left = counted(); left.length > 0; left = counted()) await Promise.all(left)
    },
    close() {
      unsubscribe()
      for (const session of [...sessions]) session.finish()
    },
  }
}

function refused(trouble: Fault): Reply<never> {
  return { ok: false, fault: trouble }
}
