import type { DesktopTexts } from '../../../shared/text/desktop-texts.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { Clock } from '../../core/ports.ts'
import type { Told, ToldKind } from './notification-rules.ts'

/** What has one cause, a server that is gone or a client that was deleted, comes within moments. */
const GATHER_MS = 2_000
/** Whoever was just told something is left alone for so long. */
const CALM_MS = 25_000
/** More of a kind are told as one. */
const MOST_APART = 3
const KINDS = ['needs', 'ends', 'well'] as const

type Parts = {
  readonly clock: Pick<Clock, 'after'>
  readonly words: DesktopTexts
  say(title: string, body: string, connection: string | null): void
  /** False where a person looks at the window, which shows it. */
  mayTell(): boolean
}

/** Tells what is worth telling, gathered: a server that refuses a thousand connections is one notification. */
export function createNotificationBatch({ clock, words, say, mayTell }: Parts): (told: Told) => void {
  let waiting: Told[] = []
  let holding = false

  function hold(ms: number): void {
    holding = true
    clock.after(ms, () => {
      holding = false
      const all = waiting.splice(0)
      if (all.length === 0) return
      if (mayTell()) for (const kind of KINDS) tell(kind, all)
      hold(CALM_MS)
    })
  }

  function tell(kind: ToldKind, all: readonly Told[]): void {
    const these = all.filter((told) => told.kind === kind)
    if (these.length <= MOST_APART) {
      for (const { title, body, connection } of these) say(title, body, connection)
      return
    }
    const names = these.slice(0, MOST_APART).map(({ connection }) => connection)
    const title = { needs: words.manyNeedYou, ends: words.manyEnd, well: words.manyRecovered }[kind]
    say(filled(title, { count: these.length }), filled(words.manySay, { names: names.join(', ') }), null)
  }

  return (told) => {
    const isOver = ({ kind, connection }: Told): boolean => kind === 'needs' && connection === told.connection
    if (told.kind === 'well' && waiting.some(isOver)) {
      // Trouble and its end within one breath are nothing to tell.
      waiting = waiting.filter((one) => !isOver(one))
      return
    }
    waiting.push(told)
    if (!holding) hold(GATHER_MS)
  }
}
