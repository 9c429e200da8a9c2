import type { JournalEntry } from './connections/journal.ts'
import type { ConnectionView } from './connections/view.ts'
import { systemNamed } from './systems/registry.ts'
import { withoutTokens } from './tokens/token-shapes.ts'

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
  /** Records of the log, as they were written. */
  readonly log: readonly Readonly<Record<string, unknown>>[]
  /** Leaves the person's own folder and name out of a text. */
  readonly hide: (text: string) => string
}

const LEFT_OUT = '(left out)'

export function supportFile({ hide, connections, journal, log, findings, ...parts }: SupportParts): string {
  const calledBy = namesAsNumbers(connections, journal, log)
  const shown = (text: string): string => withoutTokens(originsOnly(hide(text)))
  const whole = {
    about: 'Everbearer support file. It holds no tokens, secrets, client IDs, fingerprints, names or paths of servers.',
    ...mapValues(parts, (part, name) => mapTexts(part, shown, name)),
    findings: mapTexts(findings, (text, key) => shown(calledBy(text, key))),
    connections: mapTexts(connections.map(withoutPrivate), (text, key) => shown(calledBy(text, key))),
    journal: mapTexts(journal, (text, key) => shown(calledBy(text, key))),
    log: mapTexts(log, (text, key) => shown(calledBy(text, key))),
  }
  return `${JSON.stringify(whole, null, 2)}\n`
}

/** Under these a word of ours stands, which may be the same as some connection's name. */
const FIELDS_OF_OUR_WORDS = new Set([
  ...['system', 'probe', 'level', 'code', 'event', 'state', 'outcome', 'renewal', 'kind', 'at'],
  ...['call', 'time', 'fault', 'do'],
])

type TextChange = (text: string, key: string) => string

/**
 * A connection's name may be a ward's or a person's: each has a number instead, the same throughout the file. The
 * journal knows of some that are gone.
 */
function namesAsNumbers(
  connections: readonly ConnectionView[],
  journal: readonly JournalEntry[],
  log: SupportParts['log'],
): TextChange {
  const entered = journal.flatMap(({ connection, params }) => [connection, params?.['from']])
  const logged = log.map(({ connection }) => connection)
  const past = [...entered, ...logged].filter((name) => typeof name === 'string')
  const names = [...new Set([...connections.map(({ name }) => name), ...past])]
  const numbers = new Map(names.map((name, index) => [name, `connection ${index + 1}`]))
  const longestFirst = [...names].sort((one, other) => other.length - one.length)
  const anyName = longestFirst.length === 0 ? null : new RegExp(`(?<![\\w-])(${longestFirst.join('|')})(?![\\w-])`, 'g')
  return (text, key) =>
    FIELDS_OF_OUR_WORDS.has(key) || anyName === null
      ? text
      : text.replace(anyName, (name) => numbers.get(name) ?? LEFT_OUT)
}

/** Which servers are reached without a proxy: the names of a site's inner networks. */
const WITHOUT_PROXY = /^no_?proxy$/i

/** A server's own words (systems/server-reason.ts): a stranger's, which may name a person or a place. */
const SERVERS_WORDS = 'reason'

/** Every text in it changed, wherever it stands; names of fields stay. */
function mapTexts(value: unknown, change: TextChange, key = ''): unknown {
  if (typeof value === 'string') return isLeftOut(key) ? LEFT_OUT : change(value, key)
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapTexts(each, change, name)]))
}

function isLeftOut(key: string): boolean {
  return key === SERVERS_WORDS || WITHOUT_PROXY.test(key)
}

function withoutPrivate(view: ConnectionView) {
  const { id: _id, revision: _revision, clientId, secrets, own, learned, urls, endpoints, tags, note, ...rest } = view
  return {
    ...rest,
    tags: tags.length,
    note: sizeOnly(note),
    clientId: clientId === '' ? '' : `${LEFT_OUT}, ${clientId.length} characters`,
    urls: mapValues(urls, (url) => url),
    endpoints: mapValues(endpoints, (path, name) => endpointWord(path, view.system, name)),
    own: mapValues(own, (value) => (typeof value === 'object' || typeof value === 'string' ? sizeOnly(value) : value)),
    learned: Object.keys(learned),
    secrets: mapValues(secrets, ({ fingerprint: _fingerprint, ...about }) => about),
  }
}

/** A system's own path is no secret; one that a person typed may hold a key of theirs. */
function endpointWord(path: string, system: string, name: string): string {
  const known = systemNamed(system)?.endpoints.find((endpoint) => endpoint.name === name)?.default
  return path === known ? path : `${LEFT_OUT}, ${path.length} characters, not the default`
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value, name: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]))
}

/** Of an address whose server it is, and nothing after it: some put a key of theirs there, a name, or a password. */
function originsOnly(text: string): string {
  return text.replace(
    /(https?:\/\/)([^\s/?#"']*)([^\s"']*)/gi,
    (_whole, scheme: string, authority: string, rest: string) => {
      const at = authority.lastIndexOf('@')
      const who = at < 0 ? '' : `${LEFT_OUT}@`
      return `${scheme}${who}${authority.slice(at + 1)}${rest === '' || rest === '/' ? rest : `/${LEFT_OUT}`}`
    },
  )
}

/** Further settings are a system's own and a person's to fill in: which are there is told, not what is in them. */
function sizeOnly(value: object | string): string {
  if (typeof value === 'string') return value === '' ? '' : `${LEFT_OUT}, ${value.length} characters`
  return `${LEFT_OUT}, ${Object.keys(value).length} entries`
}
