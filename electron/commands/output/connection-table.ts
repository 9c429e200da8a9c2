import type { LastKnown } from '../../../shared/api/contract/contract.ts'
import { hasEnded, isVaultShut } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { sayAgo } from '../../../shared/text/ago.ts'
import { countdown } from '../../../shared/text/countdown.ts'
import { faultSentence, filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'
import { paintFor, STATE_COLOUR } from './colours.ts'
import { aligned, shownLength, wrapped } from './columns.ts'

type Surface = Pick<Terminal, 'colours' | 'columns' | 'interactive' | 'now' | 'localTime'>

/** All connections, and below them each one's fault with its next step. */
export function connectionTable(
  texts: Texts,
  views: readonly ConnectionView[],
  surface: Surface,
  locked: LastKnown | null = null,
): string {
  const { words } = texts
  if (views.length === 0) return `${words.noConnections}\n${words.noConnectionsNext}\n`
  const sorted = [...views].sort((one, other) => one.name.localeCompare(other.name))
  const paint = paintFor(surface)
  const head = [words.columnName, words.columnSystem, words.columnState, words.columnLife, words.columnLast]
  const rows = [head, ...sorted.map((view) => rowOf(texts, view, surface))]
  const [first = '', ...others] = aligned(fittingColumns(rows, surface))
  const open = sorted.filter((view) => !isVaultShut(view))
  const troubles = open.flatMap((view) => troubleOf(texts, view, surface))
  const last = locked === null ? summary(texts, sorted, surface.now()) : lockedText(texts, sorted, locked, surface)
  const parts = [paint(first, 'dim'), ...others, '', ...troubles, last]
  return `${parts.join('\n')}\n`
}

function rowOf(texts: Texts, view: ConnectionView, surface: Surface): string[] {
  const { word, mark } = texts.states[view.state]
  const state = paintFor(surface)(`${mark} ${word}`, STATE_COLOUR[view.state])
  // Of a connection in a shut vault only the end may be known.
  const shut = isVaultShut(view)
  const life = shut && view.expiresAt === null ? '' : countdown(texts, view, surface.now(), 'beside state')
  return [
    view.name,
    texts.systems[view.system]?.title ?? view.system,
    state,
    life,
    shut ? '' : lastRenewal(texts, view, surface.now()),
  ]
}

/** A narrow terminal loses the least important columns, so that no line wraps. */
function fittingColumns(rows: readonly string[][], surface: Surface): readonly string[][] {
  const columns = [0, 1, 2, 3, 4]
  const droppable = [4, 1]
  const shown = () => rows.map((row) => columns.map((column) => row[column] ?? ''))
  while (surface.interactive && droppable.length > 0 && widest(shown()) > surface.columns) {
    columns.splice(columns.indexOf(droppable.shift() ?? 0), 1)
  }
  return shown()
}

function widest(rows: readonly (readonly string[])[]): number {
  return Math.max(...aligned(rows).map(shownLength))
}

export function lastRenewal(texts: Texts, view: Pick<ConnectionView, 'lastRefresh'>, now: number): string {
  const { words } = texts
  const { lastRefresh } = view
  if (lastRefresh === null) return words.never
  const ms = now - Date.parse(lastRefresh.at)
  const template = { renewed: '{ago}', failed: words.failedAgo, refused: words.refusedAgo }[lastRefresh.outcome]
  return filled(template, { ago: sayAgo(texts, ms) })
}

function troubleOf(texts: Texts, view: ConnectionView, surface: Surface): string[] {
  if (view.fault === null) return []
  const sentence = faultSentence(texts, view.fault, { name: view.name })
  return [`${view.name}:`, wrapped(sentence, Math.min(surface.columns, 100), '  '), '']
}

/** A shut vault concerns all connections alike: said once, with what opens it. */
function lockedText(texts: Texts, views: readonly ConnectionView[], { connections, at }: LastKnown, surface: Surface) {
  const { words } = texts
  const known = at === null ? {} : { at: surface.localTime(Date.parse(at)) }
  const said = filled(words.locked, { count: connections, ...known })
  const trouble = views.find(isVaultShut)?.fault ?? null
  const width = Math.min(surface.columns, 100)
  return trouble === null ? said : `${said}\n${wrapped(faultSentence(texts, trouble), width, '  ')}`
}

function summary(texts: Texts, views: readonly ConnectionView[], now: number): string {
  const { words } = texts
  const troubled = views.filter((view) => !isWell(view, now)).length
  if (troubled > 0) return filled(words.someNeed, { count: views.length, troubled })
  return filled(words.allWell, { count: views.length })
}

function isWell(view: ConnectionView, now: number): boolean {
  return view.state === 'valid' || (view.state === 'renewing' && !hasEnded(view, now))
}
