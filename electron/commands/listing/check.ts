import { hasEnded, isVaultShut } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import type { Fault } from '../../../shared/fault.ts'
import { FAULT_KIND } from '../../../shared/faults/fault-kind.ts'
import { countdown } from '../../../shared/text/countdown.ts'
import { faultSentence, filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { visibleLine } from '../../../shared/text/visible-text.ts'

/** Exit codes of the Monitoring Plugins Development Guidelines, "Plugin Return Codes"; they are not our own. */
export const CHECK_EXIT = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const
export type CheckStatus = keyof typeof CHECK_EXIT

export type CheckReport = {
  readonly status: CheckStatus
  readonly summary: string
  /** A line for each connection that is not well, the worst first. */
  readonly lines: readonly string[]
  readonly performanceData: readonly string[]
}

/** A line of a plugin should stay readable in a pager's message. */
const MAX_NAMED = 5
const MAX_LINES = 50

/** What a monitoring plugin says of these connections. `now` UTC ms. */
export function checkReport(
  texts: Texts,
  views: readonly ConnectionView[],
  { locked, now }: { readonly locked: boolean; readonly now: number },
): CheckReport {
  const { words } = texts
  const performanceData = performanceDataOf(views, now)
  if (locked || views.some(isVaultShut))
    return { status: 'UNKNOWN', summary: words.checkLocked, lines: [], performanceData: [] }
  if (views.length === 0) return { status: 'UNKNOWN', summary: words.checkNone, lines: [], performanceData }
  const notOk = views.map((view) => ({ view, status: statusOf(view, now) })).filter(({ status }) => status !== 'OK')
  const worstFirst = notOk.sort((one, other) => CHECK_EXIT[other.status] - CHECK_EXIT[one.status])
  const count = views.length
  if (worstFirst.length === 0) {
    return {
      status: 'OK',
      summary: filled(words.checkAllWell, { count }),
      lines: [],
      performanceData,
    }
  }
  const names = namesOf(
    texts,
    worstFirst.map(({ view }) => view.name),
  )
  return {
    status: worstFirst[0]?.status ?? 'OK',
    summary: filled(words.checkSome, { troubled: worstFirst.length, count, names }),
    lines: worstFirst
      .slice(0, MAX_LINES)
      .map(({ view, status }) => `${status}: ${view.name}: ${troubleOf(texts, view, now)}`),
    performanceData,
  }
}

/** For a fault that prevented the check: always UNKNOWN, whatever our own exit code would be. */
export function unknownReport(texts: Texts, trouble: Fault): CheckReport {
  const summary = `${trouble.code}: ${faultSentence(texts, trouble)}`
  return { status: 'UNKNOWN', summary, lines: [], performanceData: [] }
}

/** One line with performance data, then the long text, as the guidelines order them. */
export function checkText({ status, summary, lines, performanceData }: CheckReport): string {
  const data = performanceData.length === 0 ? '' : ` | ${performanceData.join(' ')}`
  return [`EVERBEARER ${status} - ${withoutBar(summary)}${data}`, ...lines.map(withoutBar)]
    .map((line) => `${line}\n`)
    .join('')
}

/** A bar begins performance data, wherever it stands. */
function withoutBar(text: string): string {
  return visibleLine(text).replaceAll('|', '/')
}

/**
 * Critical: gives no valid token until a person acts. Warning: will or may become so. A temporary failure counts only once
 * the token has expired; paused is always OK.
 */
function statusOf(view: ConnectionView, now: number): CheckStatus {
  const needsPerson = view.fault !== null && FAULT_KIND[view.fault.code] === 'person'
  switch (view.state) {
    case 'needs-person':
    case 'expired':
      return 'CRITICAL'
    case 'expiring':
    case 'unsaved':
      return 'WARNING'
    case 'unknown':
      // A token without a known expiry may work.
      return needsPerson || view.secrets['accessToken']?.present !== true ? 'WARNING' : 'OK'
    case 'renewing':
      // A renewal may take two minutes, and with an expired token callers wait for it.
      return needsPerson || hasEnded(view, now) ? 'WARNING' : 'OK'
    case 'valid':
      return needsPerson ? 'WARNING' : 'OK'
    case 'paused':
      return 'OK'
  }
}

function troubleOf(texts: Texts, view: ConnectionView, now: number): string {
  const life = countdown(texts, view, now)
  return view.fault === null ? life : `${life}. ${faultSentence(texts, view.fault, { name: view.name })}`
}

function namesOf({ words }: Texts, names: readonly string[]): string {
  const first = names.slice(0, MAX_NAMED).join(', ')
  return names.length <= MAX_NAMED ? first : filled(words.checkMore, { names: first, count: names.length - MAX_NAMED })
}

/** `label=value[unit];warn;crit;min;max`: how many of each, and seconds until the first end that no renewal moves. */
function performanceDataOf(views: readonly ConnectionView[], now: number): string[] {
  const gauge = (label: string, count: number): string => `${label}=${count};;;0;${views.length}`
  const countOf = (status: CheckStatus): number => views.filter((view) => statusOf(view, now) === status).length
  const ends = views
    .filter(({ renewable, expiresAt, state }) => !renewable && expiresAt !== null && state !== 'paused')
    .map(({ expiresAt }) => Math.round((Date.parse(expiresAt ?? '') - now) / 1_000))
  return [
    `connections=${views.length};;;0`,
    gauge('ok', countOf('OK')),
    gauge('warning', countOf('WARNING')),
    gauge('critical', countOf('CRITICAL')),
    gauge('paused', views.filter(({ state }) => state === 'paused').length),
    ...(ends.length === 0 ? [] : [`first_end=${Math.min(...ends)}s`]),
  ]
}
