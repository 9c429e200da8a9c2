import { PAGE_PATHS, TICKET_IN_ADDRESS } from '../../shared/api/page-addresses.ts'
import type { PageKeyGiven } from '../../shared/api/page-protocol.ts'
import { fieldsOf, readReply } from './reply.ts'

/** Kept for this tab alone, so that a reload needs no new ticket and another tab gets nothing. */
const KEPT = 'everbearer.page'

const TICKET = new RegExp(`^#${TICKET_IN_ADDRESS}=([^&]+)$`)

/** Trades the address's ticket for a key, or takes up the key of before a reload; null when there is neither. */
export async function obtainKey(): Promise<PageKeyGiven | null> {
  const ticket = takeTicket()
  const fresh = ticket === null ? null : await trade(ticket)
  if (fresh !== null) sessionStorage.setItem(KEPT, JSON.stringify(fresh))
  return fresh ?? keptKey()
}

export function forgetKey(): void {
  sessionStorage.removeItem(KEPT)
}

/** An address with a new ticket that is pasted into this very tab only changes what stands behind the number sign. */
export function watchForTickets(): void {
  addEventListener('hashchange', () => {
    if (TICKET.test(location.hash)) location.reload()
  })
}

/** The address is cleaned before anything else happens: neither history nor a screenshot shall hold a ticket. */
function takeTicket(): string | null {
  const found = TICKET.exec(location.hash)?.[1] ?? null
  if (found !== null) history.replaceState(history.state, '', `${location.pathname}${location.search}#/`)
  return found
}

async function trade(ticket: string): Promise<PageKeyGiven | null> {
  try {
    const reply = await fetch(`.${PAGE_PATHS.ticket}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ticket }),
      credentials: 'omit',
      cache: 'no-store',
    })
    const read = readReply(await reply.json(), readKey)
    return read.ok ? read.value : null
  } catch {
    return null
  }
}

function keptKey(): PageKeyGiven | null {
  try {
    return readKey(JSON.parse(sessionStorage.getItem(KEPT) ?? 'null'))
  } catch {
    return null
  }
}

/** By hand, since nothing is asked before there is a key. What a host does not say that it can, it cannot. */
function readKey(raw: unknown): PageKeyGiven | null {
  const { key, can } = fieldsOf(raw)
  if (typeof key !== 'string' || key === '') return null
  const { demo, copyToken, askOver } = fieldsOf(can)
  return { key, can: { demo: demo === true, copyToken: copyToken === true, askOver: askOver === true } }
}
