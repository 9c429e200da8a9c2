import type { Clock, Digest, Random } from '../../core/ports.ts'

/** The page's way in (docs/decisions.md 17): a ticket in the address counts once, and buys a key for this run. */
export type PageKeys = ReturnType<typeof createPageKeys>

/** Long enough to switch windows and paste; short enough that an address in a scrollback is worthless. */
const TICKET_MS = 60_000

const SECRET_BYTES = 32

/** A tab that was closed never gives its key back, so the one that was used least lately makes room. */
const MOST_KEYS = 64
const MOST_TICKETS = 32

type Moment = { readonly wall: number; readonly monotonic: number }

/** Only digests are kept: a lookup by digest takes the same time however much of a guess is right. */
export function createPageKeys({ clock, random, digest }: { clock: Clock; random: Random; digest: Digest }) {
  const tickets = new Map<string, Moment>()
  const keys = new Map<string, true>()
  const moment = (): Moment => ({ wall: clock.now(), monotonic: clock.monotonic() })
  return {
    /** A new ticket for somebody who is already trusted: the person at the terminal, or the redirect file. */
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
    /** A name for this key that is safe to keep, or null for a key that this run never gave. */
    holderOf(key: string): string | null {
      const id = digest(key)
      if (!keys.has(id)) return null
      keepNewest(keys, id, true, MOST_KEYS)
      return id
    },
  }
}

/** Both clocks count: one may stand still while the machine sleeps, the other can be set back. */
function isFresh(since: Moment, now: Moment): boolean {
  return [now.wall - since.wall, now.monotonic - since.monotonic].every((age) => age <= TICKET_MS)
}

/** A Map keeps the order of its insertions: what is put in anew goes to the end, and the first one is the oldest. */
function keepNewest<Value>(all: Map<string, Value>, id: string, value: Value, most: number): void {
  all.delete(id)
  all.set(id, value)
  const [oldest] = all.keys()
  if (all.size > most && oldest !== undefined) all.delete(oldest)
}
