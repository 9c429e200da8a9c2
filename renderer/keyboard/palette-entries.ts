import type { ConnectionView } from '../../shared/connections/view.ts'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { filled } from '../../shared/text/sentence.ts'
import { searchedText } from '../overview/list/row-facts.ts'
import type { Route } from '../routes/route.ts'

/** What the palette offers: a screen, a connection, or something to do to one. */
export type Entry = {
  readonly key: string
  readonly word: string
  /** The keys that do the same, where there are some. */
  readonly keys?: string
  readonly does:
    | { readonly kind: 'go'; readonly route: Route }
    | { readonly kind: 'action'; readonly action: Action; readonly name: string }
    | { readonly kind: 'page'; readonly what: 'test-all' | 'keys' }
}

export type Action = 'refresh' | 'test' | 'pause' | 'resume'

/** As many as are seen without scrolling. */
const MOST = 12

/**
 * All whose words hold each word that was typed. A word for something to do ("test ward-3") offers that for the connections that
 * the other words find; else they are opened.
 */
export function paletteEntries(typed: string, views: readonly ConnectionView[], words: PageTexts): readonly Entry[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const fixed = fixedEntries(words).filter(({ word }) => wanted.every((each) => word.toLowerCase().includes(each)))
  const actions = wanted.length < 2 ? [] : actionEntries(wanted, views, words)
  return [...fixed, ...actions, ...opened(wanted, views, words)].slice(0, MOST)
}

function fixedEntries({ shell, overview, importExport, help, keys }: PageTexts): readonly Entry[] {
  const go = (route: Route, word: string, pressed?: string): Entry => ({
    key: `go ${word}`,
    word,
    ...(pressed === undefined ? {} : { keys: pressed }),
    does: { kind: 'go', route },
  })
  return [
    go({ screen: 'overview' }, shell.overview, 'g o'),
    go({ screen: 'add' }, overview.add, 'g a'),
    go({ screen: 'journal' }, shell.journal, 'g j'),
    go({ screen: 'settings' }, shell.settings, 'g s'),
    go({ screen: 'import' }, importExport.importOpen, 'g i'),
    go({ screen: 'help', code: null }, help.title, 'g h'),
    { key: 'test-all', word: overview.testAll, does: { kind: 'page', what: 'test-all' } },
    { key: 'keys', word: keys.title, keys: '?', does: { kind: 'page', what: 'keys' } },
  ]
}

function opened(wanted: readonly string[], views: readonly ConnectionView[], words: PageTexts): readonly Entry[] {
  return found(wanted, views).map(({ name }) => ({
    key: `open ${name}`,
    word: filled(words.keys.open, { name }),
    does: { kind: 'go', route: { screen: 'connection', name } },
  }))
}

function actionEntries(
  wanted: readonly string[],
  views: readonly ConnectionView[],
  words: PageTexts,
): readonly Entry[] {
  const { overview } = words
  const actions: readonly (readonly [Action, string])[] = [
    ['refresh', overview.refresh],
    ['test', overview.test],
    ['pause', overview.pause],
    ['resume', overview.resume],
  ]
  return actions.flatMap(([action, word]) => {
    const said = wanted.find((each) => word.toLowerCase().startsWith(each))
    if (said === undefined) return []
    const rest = wanted.filter((each) => each !== said)
    return found(rest, views)
      .filter((view) => can(action, view))
      .map(({ name }) => ({
        key: `${action} ${name}`,
        word: filled(words.keys.action, { action: word, name }),
        does: { kind: 'action' as const, action, name },
      }))
  })
}

function can(action: Action, { renewable, pausedAt }: ConnectionView): boolean {
  if (action === 'resume') return pausedAt !== null
  if (action === 'pause') return pausedAt === null
  return action === 'test' || (renewable && pausedAt === null)
}

/** Not one more than can be shown is looked for. */
function found(wanted: readonly string[], views: readonly ConnectionView[]): readonly ConnectionView[] {
  const those: ConnectionView[] = []
  for (const view of views) {
    if (wanted.every((word) => searchedText(view).includes(word))) those.push(view)
    if (those.length === MOST) break
  }
  return those
}
