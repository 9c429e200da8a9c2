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

/** What a list that is watched looks like: a picture, or lines. */
export type Show = {
  draw(views: readonly ConnectionView[], locked: LastKnown | null): void
  keeperIs(here: boolean): void
  end(): void
}

/** On a terminal: drawn over itself, never longer or wider than the screen, since what scrolls away cannot be drawn over. */
export function showPicture({ terminal, texts }: CommandContext): Show {
  const view = createLiveView(terminal)
  let gone = false
  return {
    draw(views, locked) {
      const table = connectionTable(texts, views, terminal, locked).trimEnd().split('\n')
      const lines = gone ? [...table, texts.words.watchKeeperGone] : table
      view.draw(fitting(texts.words.moreRows, lines, terminal))
    },
    keeperIs(here) {
      gone = !here
    },
    end: () => view.end(),
  }
}

function fitting(
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
export function showChanges({ terminal, texts }: CommandContext, json: boolean): Show {
  const { words } = texts
  const told = new Map<string, { name: string; as: string }>()
  const print = (name: string, text: string): void =>
    terminal.out(`${terminal.localTime(terminal.now())}  ${name}  ${text}\n`)
  const object = (value: object): void =>
    terminal.out(`${visibleJson(explainedJson(texts, { at: isoUtc(terminal.now()), ...value }))}\n`)
  return {
    draw(views) {
      for (const view of views) {
        const { name, state, fault, expiresAt, generation } = view
        const as = [name, state, fault?.code, expiresAt, generation].join(' ')
        if (told.get(view.id)?.as === as) continue
        told.set(view.id, { name, as })
        if (json) object({ connection: view })
        else print(name, saidOf(view))
      }
      const here = new Set(views.map(({ id }) => id))
      for (const [id, { name }] of told) {
        if (here.has(id)) continue
        told.delete(id)
        if (json) object({ removed: name })
        else print(name, words.watchRemoved)
      }
    },
    keeperIs: (here) => terminal.err(`everbearer: ${here ? words.watchKeeperBack : words.watchKeeperGone}\n`),
    end: () => undefined,
  }

  function saidOf(view: ConnectionView): string {
    const { mark, word } = texts.states[view.state]
    const life = countdown(texts, view, terminal.now(), 'beside state')
    return `${mark} ${word}${life === '' ? '' : `  ${life}`}${view.fault === null ? '' : `  ${view.fault.code}`}`
  }
}
