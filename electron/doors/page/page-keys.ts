import type { Clock, Digest, Random } from '../../core/ports.ts'

/** The page's authentication (docs/decisions.md 17): a single-use ticket in the address is traded for a key of this run. */
export type PageKeys = ReturnType<typeof createPageKeys>

/** Long enough to switch windows and paste; short enough that an address in a scrollback is worthless. */
const TICKET_MS = 60_000

const SECRET_BYTES = 32

/** A closed tab never gives its key back, so the least recently used key is dropped. */
const MOST_KEYS = 64
const MOST_TICKETS = 32

type Moment = { readonly wall: number; readonly monotonic: number }

/** Stores digests only: a lookup by digest leaks no timing about how much of a guess is right. */
export function createPageKeys({ clock, random, digest }: { clock: Clock; random: Random; digest: Digest }) {
  const tickets = new Map<string, Moment>()
  const keys = new Map<string, true>()
  const moment = (): Moment => ({ wall: clock.now(), monotonic: clock.monotonic() })
  return {
    /** For somebody who is already trusted: the person at the terminal, or the redirect file. */
    newTicket(): string {
      const ticket = random.hex(SECRET_BYTES)
      keepNewest(tickets, digest(ticket), moment(), MOST_TICKETS)
      return ticket
    },
    /** A key for a ticket; null when the ticket is unknown, used or older than a minute. */
    trade(ticket: string): string | null {
      const id = digest(ticket)
      const since = tickets.get(id)
      tickets.delete(id)
      if (since === undefined || !isFresh(since, moment())) return null
      const key = random.hex(SECRET_BYTES)
      keepNewest(keys, digest(key), true, MOST_KEYS)
      return key
    },
    /** The key's digest, which is safe to store; null for an unknown key. */
    holderOf(key: string): string | null {
      const id = digest(key)
      if (!keys.has(id)) return null
      keepNewest(keys, id, true, MOST_KEYS)
      return id
    },
  }
}

/** By both clocks: the monotonic one may stop during sleep, the wall clock can be set back. */
function isFresh(since: Moment, now: Moment): boolean {
  return [now.wall - since.wall, now.monotonic - since.monotonic].every((age) => age <= TICKET_MS)
}

/** A Map keeps insertion order: a reinserted entry goes to the end, and the first is the oldest. */
function keepNewest<Value>(all: Map<string, Value>, id: string, value: Value, most: number): void {
  all.delete(id)
  all.set(id, value)
  const [oldest] = all.keys()
  if (all.size > most && oldest !== undefined) all.delete(oldest)
}
