import type { StoreNotice, WatchEnd } from '../../../core/fleet/shared-store.ts'
import type { StoreMoment } from '../../../core/fleet/store/store-age.ts'
import type { Cancel, Clock } from '../../../core/ports.ts'
import type { Gateway } from './gateway.ts'
import { parseAnswer, rangeEnd, toBase64, toMoment, toNotice, watchSchema } from './wire.ts'

export type Watching = {
  readonly root: string
  readonly prefix: string
  /** Everything after this revision; null for what happens from now on. */
  readonly after: number | null
  readonly heard: (notices: readonly StoreNotice[]) => void
  readonly broken: (why: WatchEnd) => void
  /** Told the store's revision with each message. */
  readonly moment: (news: StoreMoment) => void
}

/** An idle watch looks like one whose member hangs, so that member's health is checked this often. */
const HEALTH_CHECK_MS = 10_000

/** Calls `broken` at most once and nothing after it. */
export function followChanges(gateway: Gateway, clock: Clock, watching: Watching): Cancel {
  const { root, prefix, after, heard, broken, moment } = watching
  let member = ''
  let hasEnded = false
  let cancelCheck: Cancel = () => undefined

  function stop(): void {
    hasEnded = true
    cancelCheck()
    cancelWatch()
  }

  function end(why: WatchEnd): void {
    if (hasEnded) return
    stop()
    if (why === 'cut') gateway.passOver(member)
    broken(why)
  }

  function handleMessage(text: string, endpoint: string): void {
    member = endpoint
    const { header, created, events, canceled, compact_revision, cancel_reason } = readLine(text)
    // An older backup was restored since the list: our start revision lies in its future, and it would stay silent until then.
    if (created && after !== null && header.revision < after) return end('cut')
    moment(toMoment(header))
    if (events.length > 0) heard(events.map((event) => toNotice(event, root)))
    if (!canceled) return
    if (/auth/i.test(cancel_reason)) gateway.forgetToken()
    end(compact_revision > 0 ? 'compacted' : 'cut')
  }

  async function checkHealth(): Promise<void> {
    // No message at all by now, or the member hangs.
    if (member === '' || !(await gateway.isAlive(member))) return end('cut')
    if (!hasEnded) cancelCheck = clock.after(HEALTH_CHECK_MS, () => void checkHealth())
  }

  const start = after === null ? {} : { start_revision: String(after + 1) }
  const create_request = { key: toBase64(root + prefix), range_end: rangeEnd(root + prefix), ...start }
  const cancelWatch = gateway.follow(
    '/v3/watch',
    { create_request },
    {
      line(text, endpoint) {
        try {
          if (!hasEnded) handleMessage(text, endpoint)
        } catch {
          end('cut')
        }
      },
      ended: () => end('cut'),
    },
  )
  cancelCheck = clock.after(HEALTH_CHECK_MS, () => void checkHealth())
  return stop
}

const readLine = (text: string) => parseAnswer(watchSchema, text).result
