import type { JournalEntry } from '../../shared/connections/journal.ts'
import { framesIn, framesOf } from '../adapters/node/log/foreign-error.ts'

type Bug = Pick<JournalEntry, 'event' | 'params'>

/** The kind of an error and its place in our program: what it says itself may hold an address, a reply or a secret. */
export function bugEntry(thrown: unknown): Bug {
  const name = /^\w{1,40}$/.exec(thrown instanceof Error ? thrown.name : typeof thrown)?.[0] ?? 'Error'
  const place = thrown instanceof Error ? placeOf(thrown) : null
  return { event: 'bug', params: { name, ...(place === null ? {} : { place }) } }
}

/** Of a message that was changed later only a file's name and line could slip in here. */
function placeOf(error: Error): string | null {
  const [frame = ''] = framesOf(error) ?? framesIn(error.stack ?? '')
  return /([\w.-]{1,60}\.(?:js|cjs|ts):\d+):\d+\)?$/.exec(frame)?.[1] ?? null
}

/**
 * Electron would show a stack to whoever sits there, and one that nobody awaited would be lost. The program goes on: a
 * refresher that has stopped is worse than a window that is wrong. `record` gets each kind and place once.
 */
export function watchUncaught(program: Pick<NodeJS.Process, 'on'>, record: (bug: Bug, thrown: unknown) => void): void {
  const recorded = new Set<string>()
  const handle = (thrown: unknown): void => {
    const bug = bugEntry(thrown)
    const key = JSON.stringify(bug)
    if (recorded.has(key)) return
    recorded.add(key)
    record(bug, thrown)
  }
  program.on('uncaughtException', handle)
  program.on('unhandledRejection', handle)
}
