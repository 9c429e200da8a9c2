import { NAME_PATTERN } from '../../shared/connections/connection-name.ts'
import type { FaultCode } from '../../shared/fault.ts'
import { isFaultCode } from '../../shared/faults/fault-kind.ts'

/** The screens and their addresses. They stand behind the number sign, which works at every host alike. */
export type Route =
  | { readonly screen: 'overview' }
  /** `like`: filled in with the settings of that one. */
  | { readonly screen: 'add'; readonly like?: string }
  | { readonly screen: 'connection'; readonly name: string }
  /** `tokens` goes straight to where new ones are pasted. */
  | { readonly screen: 'edit'; readonly name: string; readonly tokens: boolean }
  | { readonly screen: 'sign-in'; readonly name: string }
  /** All access tokens of the server, for a master token. */
  | { readonly screen: 'access-tokens'; readonly name: string }
  | { readonly screen: 'journal' }
  | { readonly screen: 'settings' }
  | { readonly screen: 'import' }
  /** What a fault means; all of them where `code` is null. */
  | { readonly screen: 'help'; readonly code: FaultCode | null }

/** Any address that is none of ours shows the overview. */
export function readRoute(hash: string): Route {
  const [path = ''] = hash.split('?')
  const [first = '', second = '', third = '', ...more] = path.replace(/^#?\/?/, '').split('/')
  if (more.length > 0) return { screen: 'overview' }
  if (first === 'add' && second === '') return { screen: 'add' }
  if (first === 'add' && third === '' && NAME_PATTERN.test(second)) return { screen: 'add', like: second }
  if (first === 'journal' && second === '') return { screen: 'journal' }
  if (first === 'import' && second === '') return { screen: 'import' }
  if (first === 'help' && third === '') return { screen: 'help', code: isFaultCode(second) ? second : null }
  if (first === 'settings' && second === '') return { screen: 'settings' }
  if (first === 'connections' && NAME_PATTERN.test(second)) {
    if (third === '') return { screen: 'connection', name: second }
    if (third === 'edit') return { screen: 'edit', name: second, tokens: false }
    if (third === 'access-tokens') return { screen: 'access-tokens', name: second }
    if (third === 'sign-in') return { screen: 'sign-in', name: second }
    if (third === 'tokens') return { screen: 'edit', name: second, tokens: true }
  }
  return { screen: 'overview' }
}

/** What stands behind the question mark: a screen's own affair, which changes nothing of which screen it is. */
export function readQuery(hash: string): string {
  const begin = hash.indexOf('?')
  return begin < 0 ? '' : hash.slice(begin + 1)
}

export function addressOf(route: Route): string {
  switch (route.screen) {
    case 'overview':
      return '#/'
    case 'connection':
      return `#/connections/${route.name}`
    case 'access-tokens':
    case 'sign-in':
      return `#/connections/${route.name}/${route.screen}`
    case 'add':
      return route.like === undefined ? '#/add' : `#/add/${route.like}`
    case 'edit':
      return `#/connections/${route.name}/${route.tokens ? 'tokens' : 'edit'}`
    case 'help':
      return route.code === null ? '#/help' : `#/help/${route.code}`
    default:
      return `#/${route.screen}`
  }
}
