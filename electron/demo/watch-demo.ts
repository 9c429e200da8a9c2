import type { Notice } from '../../shared/api/contract/contract.ts'
import { filled } from '../../shared/text/sentence.ts'
import type { Texts } from '../../shared/text/texts.ts'
import type { Terminal } from '../adapters/node/terminal/terminal.ts'
import type { OpenBridge } from '../commands/context.ts'
import { createLiveView } from '../commands/output/live-view.ts'
import { journalLine } from '../commands/support/journal-lines.ts'
import type { Cancel, Clock } from '../core/ports.ts'
import { DEMO_NAME, demoEntry } from './demo-connection.ts'
import { type DemoFacts, demoPicture } from './demo-picture.ts'
import type { DemoServer } from './demo-server.ts'
import { beginStory, type DemoStory, storyAfter, storyAt } from './demo-story.ts'

export type DemoParts = {
  readonly bridge: OpenBridge
  readonly server: Pick<DemoServer, 'url' | 'pair'>
  /** What to type elsewhere to use the demo's connection. */
  readonly command: string
  readonly lifeMs: number
  readonly forMs: number | null
  readonly stopped: Promise<void>
  readonly clock: Pick<Clock, 'after'>
}

/** Often enough for a countdown in seconds to run evenly. */
const REDRAW_EVERY_MS = 200

/** Adds the connection and shows what becomes of it; the exit code is that of a keeper that let the token run out. */
export async function watchDemo(parts: DemoParts, terminal: Terminal, texts: Texts): Promise<number> {
  const { bridge, server, lifeMs } = parts
  const facts: DemoFacts = { serverUrl: server.url, lifeMs, command: parts.command }
  const earlyNotices: Notice[] = []
  let handleNotice = (notice: Notice): void => void earlyNotices.push(notice)
  const unsubscribe = bridge.subscribe((notice) => handleNotice(notice))
  const { view } = await bridge.call('connections.add', { entry: demoEntry(DEMO_NAME, server) })
  const show = terminal.interactive ? livePicture(texts, facts, terminal) : plainLines(texts, facts, terminal)
  let story = beginStory(view, terminal.now())
  handleNotice = (notice) => {
    story = storyAfter(story, notice)
    show.heard(notice)
  }
  for (const notice of earlyNotices) handleNotice(notice)
  const stopRedrawing = repeatedly(parts.clock, () => {
    story = storyAt(story, terminal.now())
    show.look(story)
  })
  await Promise.race([parts.stopped, after(parts.clock, parts.forMs)])
  stopRedrawing()
  unsubscribe()
  show.end()
  terminal.out(`${farewell(texts, story)}\n`)
  return story.gapMs > 0 ? 1 : 0
}

type DemoView = { heard(notice: Notice): void; look(story: DemoStory): void; end(): void }

function livePicture(texts: Texts, facts: DemoFacts, terminal: Terminal): DemoView {
  const view = createLiveView(terminal)
  return {
    heard: () => undefined,
    look: (story) => view.draw(demoPicture(texts, story, facts, terminal)),
    end: () => view.end(),
  }
}

/** Into a pipe or a log: a line for each event, and nothing that moves. */
function plainLines(texts: Texts, facts: DemoFacts, terminal: Terminal): DemoView {
  const { words } = texts
  terminal.out(`${words.demoTitle}: ${filled(words.demoIntro, { lifeMs: facts.lifeMs })}\n`)
  terminal.out(`${words.demoServer}: ${facts.serverUrl}\n`)
  terminal.out(`${words.demoTry} ${facts.command}\n`)
  return {
    heard(notice) {
      if (notice.notice === 'journal.added') terminal.out(`${journalLine(texts, notice.entry, terminal)}\n`)
    },
    look: () => undefined,
    end: () => undefined,
  }
}

function farewell(texts: Texts, { renewals, gapMs }: DemoStory): string {
  const { words } = texts
  if (gapMs > 0) return filled(words.demoGap, { renewals, gapMs })
  return renewals === 0 ? words.demoEndedNone : filled(words.demoEnded, { renewals })
}

function repeatedly(clock: Pick<Clock, 'after'>, run: () => void): Cancel {
  let cancel: Cancel = () => undefined
  const again = (): void => {
    run()
    cancel = clock.after(REDRAW_EVERY_MS, again)
  }
  again()
  return () => cancel()
}

/** Never, where no time was set. */
function after(clock: Pick<Clock, 'after'>, ms: number | null): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (ms !== null) clock.after(ms, resolve)
  return promise
}
