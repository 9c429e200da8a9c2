import { fault } from '../fault.ts'
import { faultMessage, filled } from '../text/sentence.ts'
import type { Texts } from '../text/texts.ts'
import { isoUtc } from '../time/instant.ts'
import type { Alert } from './alert.ts'

/** An alert in words: of whom, what, and what to do. Of a fault its code alone counts, so no text of a server gets in. */
export type AlertText = { readonly title: string; readonly text: string; readonly next: string }

export function alertText(texts: Texts, { event, fault: code, days, connections, count }: Alert): AlertText {
  const { words } = texts
  const [name = ''] = connections
  const whom = filled(words.alertMany, { count, name })
  const title = filled(words[TITLES[event]], { whom, count, days: days ?? '' })
  if (event === 'test') return { title, text: words.alertTestSay, next: '' }
  if (event === 'recovered') return { title, text: words.alertRecoveredSay, next: '' }
  if (code === null)
    return { title, text: event === 'ends_soon' ? words.alertEndsSay : words.alertSeveralSay, next: '' }
  const { say, next } = faultMessage(texts, fault(code), count === 1 ? { name } : {})
  return { title, text: say, next }
}

const TITLES = {
  needs_person: 'alertNeedsYou',
  ends_soon: 'alertEndsSoon',
  recovered: 'alertRecovered',
  test: 'alertTest',
} as const

/**
 * What is sent, as JSON: the envelope of Standard Webhooks (type, timestamp, data). `on` is the computer's name.
 */
export function alertBody(alert: Alert, text: AlertText, on: string): string {
  const { id, at, event, fault: code, days, connections, count } = alert
  const data = { id, event, fault: code, days, count, connections, ...text, on }
  return JSON.stringify({ type: `everbearer.${event}`, timestamp: isoUtc(at), data })
}

/** The same alert as a program's environment variables. */
export function alertEnvironment(alert: Alert, { title, text, next }: AlertText): Readonly<Record<string, string>> {
  return {
    EVERBEARER_ALERT_ID: alert.id,
    EVERBEARER_ALERT_EVENT: alert.event,
    EVERBEARER_ALERT_FAULT: alert.fault ?? '',
    EVERBEARER_ALERT_DAYS: alert.days === null ? '' : String(alert.days),
    EVERBEARER_ALERT_COUNT: String(alert.count),
    EVERBEARER_ALERT_CONNECTIONS: alert.connections.join(' '),
    EVERBEARER_ALERT_TITLE: title,
    EVERBEARER_ALERT_TEXT: text,
    EVERBEARER_ALERT_NEXT: next,
  }
}

/**
 * The arguments with `{title}`, `{text}`, `{next}`, `{event}`, `{connections}`, `{count}`, `{days}` and `{id}` filled in. The
 * program itself is never filled in, and no shell reads any of it.
 */
export function alertArguments(command: readonly string[], alert: Alert, text: AlertText): readonly string[] {
  const { id, event, days, count, connections } = alert
  const values: Readonly<Record<string, string>> = {
    ...text,
    id,
    event,
    days: String(days ?? ''),
    count: String(count),
    connections: connections.join(' '),
  }
  return command.slice(1).map((word) => word.replace(/\{([a-z]+)\}/g, (whole, key: string) => values[key] ?? whole))
}
