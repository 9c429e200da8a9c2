import { hasNoToken, isEndless } from '../../../shared/connections/states.ts'
import type { ConnectionView, SecretView } from '../../../shared/connections/view.ts'
import { sayAgo } from '../../../shared/text/ago.ts'
import { countdown } from '../../../shared/text/countdown.ts'
import { faultMessage, fieldLabel, filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { trustSentence } from '../../../shared/text/trust.ts'
import { networkRows } from '../../../shared/text/ways.ts'
import { sayDuration } from '../../../shared/time/duration.ts'
import { isoUtc, readInstant } from '../../../shared/time/instant.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'
import { paintFor, STATE_COLOUR } from './colours.ts'
import { alignedWithin, wrapped } from './columns.ts'
import { lifeBar } from './life-bar.ts'

type Surface = Pick<Terminal, 'colours' | 'columns' | 'interactive' | 'now' | 'localTime'>
type Row = readonly [label: string, value: string]

/** One connection on a page: how it stands, what it calls, which secrets it has (never the secrets). */
export function connectionPage(texts: Texts, view: ConnectionView, surface: Surface): string {
  const { words } = texts
  const paint = paintFor(surface)
  const { mark } = texts.states[view.state]
  const line = `${paint(view.name, 'bold')}  ${paint(mark, STATE_COLOUR[view.state])} ${countdown(texts, view, surface.now())}`
  const head = surface.interactive ? wrapped(line, surface.columns) : line
  const parts = [
    head,
    ...trustOf(texts, view, surface),
    ...troubleOf(texts, view, surface),
    section('', [...lifeRows(texts, view, surface), ...settingRows(texts, view, surface)], surface),
    section(words.learned, learnedRows(texts, view, surface), surface),
    section(
      words.secrets,
      Object.entries(view.secrets).map(([name, secret]) => secretRow(texts, view, name, secret, surface)),
      surface,
    ),
    section(
      words.addresses,
      Object.entries(view.urls).map(([name, url]) => [name, url]),
      surface,
    ),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

const INDENT = '  '

/** What goes into a pipe stays a row a line, whatever its width. */
function section(title: string, rows: readonly Row[], { interactive, columns }: Surface): string {
  if (rows.length === 0) return ''
  const width = interactive ? columns - INDENT.length : Number.POSITIVE_INFINITY
  const lines = alignedWithin(rows, width).map((line) => `${INDENT}${line}`)
  return (title === '' ? lines : [title, ...lines]).join('\n')
}

/** What "valid" rests on. */
function trustOf(texts: Texts, view: ConnectionView, surface: Surface): string[] {
  const sentence = trustSentence(texts, view, surface.now())
  return sentence === null ? [] : [wrapped(sentence, Math.min(surface.columns, 100), '  ')]
}

function troubleOf(texts: Texts, view: ConnectionView, surface: Surface): string[] {
  const width = Math.min(surface.columns, 100)
  return [view.fault, view.managed?.fault ?? null].flatMap((trouble) => {
    if (trouble === null) return []
    const { say, next } = faultMessage(texts, trouble, { name: view.name, system: view.system })
    return [[wrapped(say, width, '  '), wrapped(`${texts.nextStep} ${next}`, width, '  ')].join('\n')]
  })
}

function lifeRows(texts: Texts, view: ConnectionView, surface: Surface): Row[] {
  const { words } = texts
  const moment = (iso: string | null) => (iso === null ? null : momentIn(texts, iso, surface))
  const rows: [string, string | null][] = [
    [words.life, barOf(view, surface)],
    [words.issued, moment(view.issuedAt)],
    [words.renews, moment(view.refreshAt)],
    [words.expires, expiryOf(texts, view, surface)],
    [words.scope, scopeOf(texts, view)],
    [words.refreshEnds, moment(view.refreshExpiresAt)],
    [words.earlierRefreshToken, earlierRefreshTokenOf(texts, view, surface)],
    [words.lastRenewal, lastRenewalOf(texts, view, surface)],
    [words.olderToken, olderOf(texts, view, surface)],
    [words.tested, testedOf(texts, view, surface)],
    [words.clockOffset, offsetOf(texts, view)],
    [words.managed, managedOf(view)],
  ]
  return rows.flatMap(([label, value]) => (value === null ? [] : [[label, value] as const]))
}

/** What the site has set, where that lies, and whom to ask. */
function managedOf({ managed }: ConnectionView): string | null {
  if (managed === undefined) return null
  const { fields, file, contact } = managed
  return [fields.join(', '), `(${file})`, ...(contact === null ? [] : [contact])].join(' ')
}

/** Local time, and how far away it is. */
function momentIn(texts: Texts, iso: string, surface: Surface): string {
  const at = Date.parse(iso)
  const ms = at - surface.now()
  const moment = { at: surface.localTime(at) }
  return ms > 0
    ? filled(texts.words.inSpan, { ...moment, span: sayDuration(ms) })
    : filled(texts.words.agoSpan, { ...moment, ago: sayAgo(texts, -ms) })
}

function barOf(view: ConnectionView, surface: Surface): string | null {
  if (view.issuedAt === null || view.expiresAt === null) return null
  const facts = {
    issuedAt: Date.parse(view.issuedAt),
    now: surface.now(),
    renewsAt: view.refreshAt === null ? null : Date.parse(view.refreshAt),
    expiresAt: Date.parse(view.expiresAt),
  }
  return lifeBar(facts, Math.min(48, surface.columns - 24), paintFor(surface))
}

function expiryOf(texts: Texts, view: ConnectionView, surface: Surface): string {
  if (hasNoToken(view)) return texts.life.noToken
  const source = texts.expirySources[view.expirySource]
  if (view.expiresAt === null && isEndless(view)) return texts.life.neverEnds
  return view.expiresAt === null ? source : `${momentIn(texts, view.expiresAt, surface)}; ${source}`
}

function scopeOf({ words }: Texts, { scope }: ConnectionView): string | null {
  if (scope === undefined) return null
  const granted = scope.granted.join(' ')
  return scope.lost.length === 0 ? granted : filled(words.scopeLost, { granted, lost: scope.lost.join(' ') })
}

function lastRenewalOf(texts: Texts, { lastRefresh }: ConnectionView, surface: Surface): string {
  const { words } = texts
  if (lastRefresh === null) return words.never
  const at = momentIn(texts, lastRefresh.at, surface)
  if (lastRefresh.outcome === 'failed') return filled(words.lastFailed, { at })
  if (lastRefresh.outcome === 'refused') return filled(words.lastRefused, { at })
  return filled(lastRefresh.rotated ? words.lastRenewedRotated : words.lastRenewed, { at, tookMs: lastRefresh.tookMs })
}

function olderOf({ words }: Texts, { endsOlderSince }: ConnectionView, surface: Surface): string | null {
  if (endsOlderSince === null) return null
  return filled(words.olderTokenEnds, { at: surface.localTime(Date.parse(endsOlderSince)) })
}

function earlierRefreshTokenOf({ words }: Texts, view: ConnectionView, surface: Surface): string | null {
  const { earlierRefreshTokenSince: earlier, reserveRefreshTokenSince: reserve, name } = view
  const since = earlier ?? reserve
  if (since === undefined) return null
  const template = earlier === undefined ? words.earlierRefreshTokenReserve : words.earlierRefreshTokenKept
  return filled(template, { at: surface.localTime(Date.parse(since)), name })
}

function testedOf(texts: Texts, { validated }: ConnectionView, surface: Surface): string {
  const { words } = texts
  if (validated === null) return words.neverTested
  const verdicts = (['reached', 'tokenAccepted', 'canRenew'] as const).map(
    (what) => `${words[what]}: ${words[validated[what]]}`,
  )
  const about = validated.current ? [] : [words.testedEarlier]
  return [momentIn(texts, validated.at, surface), ...verdicts, ...about].join(', ')
}

function offsetOf(texts: Texts, { clockOffset }: ConnectionView): string | null {
  if (clockOffset === null) return null
  const template = clockOffset > 0 ? texts.words.clockAhead : texts.words.clockBehind
  return filled(template, { span: sayDuration(Math.abs(clockOffset)) })
}

function settingRows(texts: Texts, view: ConnectionView, surface: Surface): Row[] {
  const label = (field: string) => fieldLabel(texts, field, view.system)
  const own = Object.entries(view.own).map(
    ([name, value]) => [label(name), typeof value === 'object' ? JSON.stringify(value) : String(value)] as const,
  )
  return [
    [texts.words.system, texts.systems[view.system]?.title ?? view.system],
    [label('baseUrl'), view.baseUrl],
    ...(view.clientId === '' ? [] : [[label('clientId'), view.clientId] as const]),
    [label('maxRetries'), String(view.maxRetries)],
    ...own,
    ...networkRows(texts, view.network, (iso) => surface.localTime(Date.parse(iso))).flatMap(([name, value]): Row[] =>
      value === null ? [] : [[name, value]],
    ),
  ]
}

/** What the server itself has shown; one that has told of its call-backs would also have told of a validation. */
function learnedRows(texts: Texts, { learned }: ConnectionView, surface: Surface): Row[] {
  const rows = Object.entries(texts.learned).flatMap(([name, label]): Row[] => {
    const fact = learned[name]
    if (fact === undefined) return []
    const at = name === 'validatedAt' ? readInstant(fact) : null
    return [[label, at === null ? fact : momentIn(texts, isoUtc(at.at), surface)]]
  })
  const waits = learned['domain'] !== undefined && learned['validatedAt'] === undefined
  return waits ? [...rows, [texts.words.validation, texts.words.notValidated]] : rows
}

function secretRow(texts: Texts, view: ConnectionView, name: string, secret: SecretView, surface: Surface): Row {
  const { words } = texts
  const label = fieldLabel(texts, name, view.system)
  if (!secret.present) return [label, words.absent]
  const until =
    secret.validUntil === null
      ? words.present
      : filled(words.presentUntil, { at: surface.localTime(Date.parse(secret.validUntil)) })
  return [
    label,
    secret.fingerprint === null ? until : `${until}, ${filled(words.fingerprint, { fingerprint: secret.fingerprint })}`,
  ]
}
