import type { DesktopTexts } from '../../../shared/text/desktop-texts.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { Clock } from '../../core/ports.ts'
import type { ConnectionNotification, NotificationKind } from './notification-rules.ts'

/** Notifications with one cause, such as a server that is down, come within this time. */
const BATCH_MS = 2_000
/** The pause after notifications were shown. */
const PAUSE_MS = 25_000
/** More than these of a kind become one notification. */
const MAX_SEPARATE = 3
const KINDS = ['needs', 'ends', 'well'] as const

type Parts = {
  readonly clock: Pick<Clock, 'after'>
  readonly words: DesktopTexts
  say(title: string, body: string, connection: string | null): void
  /** False while the window has the focus: it shows them itself. */
  mayTell(): boolean
}

/** Batches notifications: a server that refuses a thousand connections is one. */
export function createNotificationBatch({ clock, words, say, mayTell }: Parts): (told: ConnectionNotification) => void {
  let waiting: ConnectionNotification[] = []
  let isHolding = false

  function hold(ms: number): void {
    isHolding = true
    clock.after(ms, () => {
      isHolding = false
      const all = waiting.splice(0)
      if (all.length === 0) return
      if (mayTell()) for (const kind of KINDS) tell(kind, all)
      hold(PAUSE_MS)
    })
  }

  function tell(kind: NotificationKind, all: readonly ConnectionNotification[]): void {
    const these = all.filter((told) => told.kind === kind)
    if (these.length <= MAX_SEPARATE) {
      for (const { title, body, connection } of these) say(title, body, connection)
      return
    }
    const names = these.slice(0, MAX_SEPARATE).map(({ connection }) => connection)
    const title = { needs: words.manyNeedYou, ends: words.manyEnd, well: words.manyRecovered }[kind]
    say(filled(title, { count: these.length }), filled(words.manySay, { names: names.join(', ') }), null)
  }

  return (told) => {
    const isOver = ({ kind, connection }: ConnectionNotification): boolean =>
      kind === 'needs' && connection === told.connection
    if (told.kind === 'well' && waiting.some(isOver)) {
      // A trouble that ends before it was shown is dropped with its recovery.
      waiting = waiting.filter((one) => !isOver(one))
      return
    }
    waiting.push(told)
    if (!isHolding) hold(BATCH_MS)
  }
}
