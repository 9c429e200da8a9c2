import type { LastKnown } from '../../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { countdown } from '../../../shared/text/countdown.ts'
import type { Sentence } from '../../../shared/text/counted.ts'
import { explainedJson } from '../../../shared/text/explained-json.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { visibleJson } from '../../../shared/text/visible-text.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import { withoutSequences } from '../../adapters/node/terminal/terminal-filter.ts'
import type { CommandContext } from '../context.ts'
import { shownLength } from '../output/columns.ts'
import { connectionTable } from '../output/connection-table.ts'
import { createLiveView } from '../output/live-view.ts'

/** How `list --watch` prints: a table drawn over itself, or a line for each change. */
export type WatchOutput = {
  draw(views: readonly ConnectionView[], locked: LastKnown | null): void
  setKeeperPresence(here: boolean): void
  end(): void
}

/** On a terminal: drawn over itself, never longer or wider than the screen, since what scrolls away cannot be drawn over. */
export function showPicture({ terminal, texts }: CommandContext): WatchOutput {
  const view = createLiveView(terminal)
  let isKeeperGone = false
  return {
    draw(views, locked) {
      const table = connectionTable(texts, views, terminal, locked).trimEnd().split('\n')
      const lines = isKeeperGone ? [...table, texts.words.watchKeeperGone] : table
      view.draw(clippedToScreen(texts.words.moreRows, lines, terminal))
    },
    setKeeperPresence(here) {
      isKeeperGone = !here
    },
    end: () => view.end(),
  }
}

function clippedToScreen(
  more: Sentence,
  lines: readonly string[],
  { rows, columns }: Pick<CommandContext['terminal'], 'rows' | 'columns'>,
): string[] {
  // The cursor stands on a line of its own below.
  const room = Math.max(3, rows - 1)
  const last = lines.at(-1) ?? ''
  const shown =
    lines.length <= room ? lines : [...lines.slice(0, room - 2), filled(more, { count: lines.length - room + 1 }), last]
  return shown.map((line) =>
    shownLength(line) > columns ? [...withoutSequences(line)].slice(0, columns).join('') : line,
  )
}

/** Into a pipe: each connection once, then each change, a line of text or one JSON object. */
export function showChanges({ terminal, texts }: CommandContext, json: boolean): WatchOutput {
  const { words } = texts
  const lastShown = new Map<string, { name: string; fingerprint: string }>()
  const print = (name: string, text: string): void =>
    terminal.out(`${terminal.localTime(terminal.now())}  ${name}  ${text}\n`)
  const printObject = (value: object): void =>
    terminal.out(`${visibleJson(explainedJson(texts, { at: isoUtc(terminal.now()), ...value }))}\n`)
  return {
    draw(views) {
      for (const view of views) {
        const { name, state, fault, expiresAt, generation } = view
        const fingerprint = [name, state, fault?.code, expiresAt, generation].join(' ')
        if (lastShown.get(view.id)?.fingerprint === fingerprint) continue
        lastShown.set(view.id, { name, fingerprint })
        if (json) printObject({ connection: view })
        else print(name, stateText(view))
      }
      const here = new Set(views.map(({ id }) => id))
      for (const [id, { name }] of lastShown) {
        if (here.has(id)) continue
        lastShown.delete(id)
        if (json) printObject({ removed: name })
        else print(name, words.watchRemoved)
      }
    },
    setKeeperPresence: (here) => terminal.err(`everbearer: ${here ? words.watchKeeperBack : words.watchKeeperGone}\n`),
    end: () => undefined,
  }

  function stateText(view: ConnectionView): string {
    const { mark, word } = texts.states[view.state]
    const life = countdown(texts, view, terminal.now(), 'beside state')
    return `${mark} ${word}${life === '' ? '' : `  ${life}`}${view.fault === null ? '' : `  ${view.fault.code}`}`
  }
}
