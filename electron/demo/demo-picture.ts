import { countdown } from '../../shared/text/countdown.ts'
import { entrySentence, filled } from '../../shared/text/sentence.ts'
import type { Texts } from '../../shared/text/texts.ts'
import type { Terminal } from '../adapters/node/terminal/terminal.ts'
import { withoutSequences } from '../adapters/node/terminal/terminal-filter.ts'
import { type Paint, paintFor, STATE_COLOUR } from '../commands/output/colours.ts'
import { aligned, padded, shownLength, wrapped } from '../commands/output/columns.ts'
import { lifeBar } from '../commands/output/life-bar.ts'
import type { DemoStory } from './demo-story.ts'

export type DemoFacts = {
  readonly serverUrl: string
  readonly lifeMs: number
  /** What to type elsewhere to use the demo's connection. */
  readonly command: string
}

type Surface = Pick<Terminal, 'colours' | 'columns' | 'localTime' | 'now'>

const MAX_WIDTH = 80
const INDENT = '  '

/** The live view as lines that fit the terminal. */
export function demoPicture(texts: Texts, story: DemoStory, facts: DemoFacts, surface: Surface): string[] {
  const { words } = texts
  const paint = paintFor(surface)
  const width = Math.min(MAX_WIDTH, surface.columns) - INDENT.length
  const lines = [
    '',
    paint(words.demoTitle, 'bold'),
    ...wrapped(filled(words.demoIntro, { lifeMs: facts.lifeMs }), width)
      .split('\n')
      .map((line) => paint(line, 'dim')),
    '',
    ...factLines(texts, story, facts, surface, paint),
    '',
    ...barLines(texts, story, surface, paint, width),
    '',
    ...latestLines(texts, story, surface, paint),
    '',
    paint(words.demoTry, 'dim'),
    `${INDENT}${facts.command}`,
    paint(words.demoStop, 'dim'),
  ]
  return lines.map((line) => clipped(`${INDENT}${line}`, surface.columns))
}

function factLines(texts: Texts, story: DemoStory, facts: DemoFacts, surface: Surface, paint: Paint): string[] {
  const { words, states } = texts
  const { view } = story
  const mark = paint(states[view.state].mark, STATE_COLOUR[view.state])
  const renewals = `${story.renewals}, ${filled(words.demoToken, { generation: view.generation })}`
  return aligned([
    [paint(words.demoServer, 'dim'), facts.serverUrl],
    [paint(words.demoConnection, 'dim'), `${view.name}  ${mark} ${countdown(texts, view, surface.now())}`],
    [paint(words.demoRenewals, 'dim'), renewals],
  ])
}

/** The bar, and under its ends and its mark the times of day. */
function barLines(texts: Texts, { view }: DemoStory, surface: Surface, paint: Paint, width: number): string[] {
  if (view.issuedAt === null || view.expiresAt === null) return ['', '']
  const [issuedAt, expiresAt] = [Date.parse(view.issuedAt), Date.parse(view.expiresAt)]
  const renewsAt = view.refreshAt === null ? null : Date.parse(view.refreshAt)
  const bar = lifeBar({ issuedAt, now: surface.now(), renewsAt, expiresAt }, width, paint)
  const timeOf = (at: number) => surface.localTime(at).slice(11)
  const issued = `${texts.words.demoIssued} ${timeOf(issuedAt)}`
  const renewal = renewsAt === null ? '' : `◆ ${texts.words.demoSoft} ${timeOf(renewsAt)}`
  const end = `${texts.words.demoExpiry} ${timeOf(expiresAt)}`
  const gap = Math.max(2, width - issued.length - renewal.length - end.length)
  const left = Math.floor(gap / 2)
  return [bar, paint(`${issued}${' '.repeat(left)}${renewal}${' '.repeat(gap - left)}${end}`, 'dim')]
}

/** Always as many lines, so that nothing jumps. */
const LATEST_LINES = 6

function latestLines(texts: Texts, { latest }: DemoStory, surface: Surface, paint: Paint): string[] {
  const lines = latest.map(
    (entry) => `${paint(surface.localTime(entry.at).slice(11), 'dim')}  ${entrySentence(texts, entry)}`,
  )
  return Array.from({ length: LATEST_LINES }, (_, index) => lines[index] ?? '')
}

/** A line that breaks would shift all the others; colours end with what is left. */
function clipped(line: string, columns: number): string {
  if (shownLength(line) <= columns) return line
  return padded([...withoutSequences(line)].slice(0, columns - 1).join(''), columns - 1)
}
