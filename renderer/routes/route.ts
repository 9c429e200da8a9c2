import { NAME_PATTERN } from '../../shared/connections/connection.ts'

/** The screens and their addresses. They stand behind the number sign, which works at every host alike. */
export type Route =
  | { readonly screen: 'overview' }
  | { readonly screen: 'add' }
  | { readonly screen: 'connection'; readonly name: string }
  /** `tokens` goes straight to where new ones are pasted. */
  | { readonly screen: 'edit'; readonly name: string; readonly tokens: boolean }
  | { readonly screen: 'sign-in'; readonly name: string }
  /** All access tokens of the server, for a master token. */
  | { readonly screen: 'access-tokens'; readonly name: string }
  | { readonly screen: 'journal' }
  | { readonly screen: 'settings' }
  | { readonly screen: 'import' }

/** Any address that is none of ours shows the overview. */
export function readRoute(hash: string): Route {
  const [first = '', second = '', third = '', ...more] = hash.replace(/^#?\/?/, '').split('/')
  if (more.length > 0) return { screen: 'overview' }
  if (first === 'add' && second === '') return { screen: 'add' }
  if (first === 'journal' && second === '') return { screen: 'journal' }
  if (first === 'import' && second === '') return { screen: 'import' }
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

export function addressOf(route: Route): string {
  switch (route.screen) {
    case 'overview':
      return '#/'
    case 'connection':
      return `#/connections/${route.name}`
    case 'access-tokens':
    case 'sign-in':
      return `#/connections/${route.name}/${route.screen}`
    case 'edit':
      return `#/connections/${route.name}/${route.tokens ? 'tokens' : 'edit'}`
    default:
      return `#/${route.screen}`
  }
}
