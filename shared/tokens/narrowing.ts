import { raise } from '../fault.ts'
import { scopeWords } from './granted-scope.ts'

/**
 * What one call asks a token for, beside the connection's own: another resource (RFC 8707), a narrower scope (RFC 6749
 * section 6), or both. What is left out stays as the connection has it.
 */
export type Narrowing = { readonly resource?: string; readonly scope?: string }

export type AskedNarrowing = { readonly resource?: string | undefined; readonly scope?: string | undefined }

/** An absolute URI without a fragment (RFC 8707 section 2); URNs are some too. */
const RESOURCE = /^[A-Za-z][A-Za-z0-9+.-]{0,31}:[!"$-~]{1,2000}$/
/** RFC 6749 section 3.3, less the space between words. */
const WORD = /^[!#-[\]-~]{1,200}$/
const MOST_WORDS = 100

/** What is asked for, whether it can be read or not; null where nothing is. */
export function narrowingOf({ resource, scope }: AskedNarrowing): Narrowing | null {
  if (resource === undefined && scope === undefined) return null
  return { ...(resource === undefined ? {} : { resource }), ...(scope === undefined ? {} : { scope }) }
}

/** Null where nothing was asked. Raises resource_unreadable and scope_unreadable; what is empty asks for nothing readable. */
export function readNarrowing({ resource, scope }: AskedNarrowing): Narrowing | null {
  return narrowingOf({
    resource: resource === undefined ? undefined : readResource(resource),
    scope: scope === undefined ? undefined : readScope(scope),
  })
}

export function readResource(text: string): string {
  return RESOURCE.test(text) ? text : raise('resource_unreadable')
}

/** The words once each and in one order, so that the same scope is asked for in the same words. */
export function readScope(text: string): string {
  const words = scopeWords(text)
  const areWords = words.length > 0 && words.length <= MOST_WORDS && words.every((word) => WORD.test(word))
  return areWords ? [...new Set(words)].sort().join(' ') : raise('scope_unreadable')
}

/** The same for the same narrowing, and for no other: neither part holds a line break. */
export function narrowingKey({ resource = '', scope = '' }: Narrowing): string {
  return `${resource}\n${scope}`
}

/** What a program with a key was given; none of both for one that takes tokens as they are. */
export type NarrowingGiven = { readonly resources: readonly string[]; readonly scopes: readonly string[] }

/**
 * What such a program gets: what it asks for, where that was given to it, else the one that it was given; null for the
 * connection's own token. Raises consumer_not_given {asked}, and consumer_must_name {count} where it has to choose.
 */
export function narrowingGiven(given: NarrowingGiven, asked: Narrowing | null): Narrowing | null {
  const resource = resourceGiven(given.resources, asked?.resource)
  const scope = scopeGiven(given.scopes, asked?.scope)
  return narrowingOf({ resource, scope })
}

function resourceGiven(given: readonly string[], asked: string | undefined): string | undefined {
  if (asked !== undefined) return given.includes(asked) ? asked : raise('consumer_not_given', { asked: 'resource' })
  if (given.length > 1) raise('consumer_must_name', { count: given.length })
  return given[0]
}

function scopeGiven(given: readonly string[], asked: string | undefined): string | undefined {
  if (asked === undefined) return given.length === 0 ? undefined : readScope(given.join(' '))
  return scopeWords(asked).every((word) => given.includes(word))
    ? asked
    : raise('consumer_not_given', { asked: 'scope' })
}
