import { TICKET_IN_ADDRESS } from '../../shared/api/page-addresses.ts'
import { BOTH_ADDRESSES } from '../adapters/node/loopback/loopback-address.ts'
import { listenOnLoopback } from '../adapters/node/loopback/loopback-http.ts'
import { readOpenApi } from '../adapters/node/loopback/open-api-file.ts'
import { NUMERIC_HOST, pageName } from '../adapters/node/loopback/page-name.ts'
import { createPageDoor, type PageDoorParts } from '../doors/page/page.ts'

/** The page on loopback, with its door. */
export type PageHost = Awaited<ReturnType<typeof startPageHost>>

type PageHostParts = Omit<PageDoorParts, 'hostname' | 'isReused' | 'showAgain' | 'openApi'> & {
  readonly port: number
  /** Shows this address to the person; false where there is no browser to do so. */
  readonly show?: (address: string) => Promise<boolean>
}

/** Answers are small and go to a program of the same machine. */
const LAST_ANSWERS_MS = 1_000

/** Raises port_taken {port}. */
export async function startPageHost(parts: PageHostParts) {
  const hostname = await pageName(parts.random)
  const isReused = hostname === NUMERIC_HOST
  const { show = async () => false } = parts
  const door = createPageDoor({ ...parts, hostname, isReused, openApi: readOpenApi, showAgain: () => show(address()) })
  const { answer, unreadable, newTicket } = door
  const addresses = isReused ? [NUMERIC_HOST] : BOTH_ADDRESSES
  const listening = listenOnLoopback({ port: parts.port, addresses, answer, unreadable, clock: parts.clock })
  listening.catch(door.stop)
  const { port, stop } = await listening
  /** The page's address with a new ticket: valid once, within a minute. */
  const address = (): string => `http://${hostname}:${port}/#${TICKET_IN_ADDRESS}=${newTicket()}`
  return {
    address,
    /** Ends the streams and refuses new calls; those in flight are still answered. */
    leave: door.stop,
    /** Waits a moment for the last answers, then closes the port. */
    close: (): Promise<void> => stop(LAST_ANSWERS_MS),
  }
}
