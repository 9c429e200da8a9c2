import type { JournalEntry } from './journal.ts'
import type { ConnectionView } from './view.ts'

/**
 * A support file: what somebody who helps has to know, and nothing that would help a thief. It is made of what the page
 * may see anyway, less what only its owner needs; the person reads it before it is saved.
 */
export type SupportParts = {
  /** ISO 8601 UTC. */
  readonly at: string
  readonly version: string
  readonly host: string
  readonly system: Readonly<Record<string, string>>
  readonly vault: Readonly<Record<string, unknown>>
  readonly preferences: Readonly<Record<string, unknown>>
  readonly findings: readonly object[]
  readonly connections: readonly ConnectionView[]
  readonly journal: readonly JournalEntry[]
  /** Leaves the person's own folder and name out of a text. */
  readonly hide: (text: string) => string
}

const LEFT_OUT = '(left out)'

export function supportFile({ hide, connections, ...parts }: SupportParts): string {
  const whole = {
    about: 'Everbearer support file. It holds no tokens, secrets, client IDs or fingerprints.',
    ...parts,
    connections: connections.map(withoutItsOwn),
  }
  return `${JSON.stringify(whole, (_key, value: unknown) => (typeof value === 'string' ? cleaned(hide(value)) : value), 2)}\n`
}

function withoutItsOwn(view: ConnectionView) {
  const { id: _id, revision: _revision, clientId, secrets, own, learned, urls, ...rest } = view
  return {
    ...rest,
    clientId: clientId === '' ? '' : `${LEFT_OUT}, ${clientId.length} characters`,
    urls: mapped(urls, withoutQuery),
    endpoints: mapped(view.endpoints, withoutQuery),
    baseUrl: withoutQuery(view.baseUrl),
    own: mapped(own, (value) => (typeof value === 'object' || typeof value === 'string' ? kindOf(value) : value)),
    learned: Object.keys(learned),
    secrets: mapped(secrets, ({ fingerprint: _fingerprint, ...about }) => about),
  }
}

function mapped<Value, Result>(record: Readonly<Record<string, Value>>, change: (value: Value) => Result) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))
}

/** Some put a key of theirs there, or a name with a password. */
function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/s, `?${LEFT_OUT}`).replace(/\/\/[^/@]*@/, `//${LEFT_OUT}@`)
}

/** Further settings are a system's own and a person's to fill in: which are there is told, not what is in them. */
function kindOf(value: object | string): string {
  if (typeof value === 'string') return value === '' ? '' : `${LEFT_OUT}, ${value.length} characters`
  return `${LEFT_OUT}, ${Object.keys(value).length} entries`
}

/** The last net, for what should not be here in the first place: a JWT, or a long run of letters without a word in it. */
function cleaned(text: string): string {
  return text.replace(/eyJ[\w-]{8,}(\.[\w-]*){0,2}|\b[A-Za-z0-9_-]{40,}\b/g, LEFT_OUT)
}
