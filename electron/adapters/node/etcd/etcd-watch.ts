import type { StoreNotice, WatchEnd } from '../../../core/fleet/shared-store.ts'
import type { StoreMoment } from '../../../core/fleet/store/store-age.ts'
import type { Cancel, Clock } from '../../../core/ports.ts'
import type { Gateway } from './gateway.ts'
import { encoded, endOf, momentOf, noticeOf, understood, watchSchema } from './wire.ts'

export type Watching = {
  readonly root: string
  readonly prefix: string
  /** Everything after this revision; null for whatever comes. */
  readonly after: number | null
  readonly heard: (notices: readonly StoreNotice[]) => void
  readonly broken: (why: WatchEnd) => void
  /** How far the store had come. */
  readonly moment: (news: StoreMoment) => void
}

/** A line on which nothing happens looks like one whose member hangs, so that member is asked apart from it this often. */
const LOOK_MS = 10_000

/** Tells `broken` once, and nothing after it; then, or when it is cancelled, all of it has ended. */
export function followChanges(gateway: Gateway, clock: Clock, watching: Watching): Cancel {
  const { root, prefix, after, heard, broken, moment } = watching
  let member = ''
  let over = false
  let cancelLook: Cancel = () => undefined

  function stop(): void {
    over = true
    cancelLook()
    cancelLine()
  }

  function end(why: WatchEnd): void {
    if (over) return
    stop()
    if (why === 'cut') gateway.passOver(member)
    broken(why)
  }

  function take(text: string, endpoint: string): void {
    member = endpoint
    const { header, created, events, canceled, compact_revision, cancel_reason } = readLine(text)
    // An older backup was put back since the list: what is asked for lies in its future, and until then it would say nothing.
    if (created && after !== null && header.revision < after) return end('cut')
    moment(momentOf(header))
    if (events.length > 0) heard(events.map((event) => noticeOf(event, root)))
    if (!canceled) return
    if (/auth/i.test(cancel_reason)) gateway.forgetToken()
    end(compact_revision > 0 ? 'compacted' : 'cut')
  }

  async function look(): Promise<void> {
    // It should have begun long ago.
    if (member === '' || !(await gateway.isAlive(member))) return end('cut')
    if (!over) cancelLook = clock.after(LOOK_MS, () => void look())
  }

  const start = after === null ? {} : { start_revision: String(after + 1) }
  const create_request = { key: encoded(root + prefix), range_end: endOf(root + prefix), ...start }
  const cancelLine = gateway.follow(
    '/v3/watch',
    { create_request },
    {
      line(text, endpoint) {
        try {
          if (!over) take(text, endpoint)
        } catch {
          end('cut')
        }
      },
      ended: () => end('cut'),
    },
  )
  cancelLook = clock.after(LOOK_MS, () => void look())
  return stop
}

const readLine = (text: string) => understood(watchSchema, text).result
