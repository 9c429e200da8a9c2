import { TICKET_IN_ADDRESS } from '../../shared/page-protocol.ts'
import { listenOnLoopback } from '../adapters/node/loopback-http.ts'
import { createPageDoor, type PageDoorParts } from '../doors/page.ts'

/** The page on 127.0.0.1, with its door. */
export type PageHost = {
  /** Where the page is, with a new ticket: for one person, once, within a minute. */
  address(): string
  /** Ends the streams and takes no more calls; those under way are still answered. */
  leave(): void
  /** Waits a moment for the last answers, then closes the port. */
  close(): Promise<void>
}

/** Answers are a few kilobytes on their way to a program of the same machine. */
const LAST_ANSWERS_MS = 1_000

/** Raises port_taken {port}. */
export async function startPageHost(parts: PageDoorParts & { readonly port: number }): Promise<PageHost> {
  const door = createPageDoor(parts)
  const { answer, unreadable, newTicket } = door
  const listening = listenOnLoopback({ port: parts.port, answer, unreadable, clock: parts.clock })
  listening.catch(door.stop)
  const { port, stop } = await listening
  return {
    address: () => `http://127.0.0.1:${port}/#${TICKET_IN_ADDRESS}=${newTicket()}`,
    leave: door.stop,
    close: () => stop(LAST_ANSWERS_MS),
  }
}
