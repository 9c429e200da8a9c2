import { type Fault, fault } from '../fault.ts'

/**
 * The words of a kubeconfig's exec user, as the sign-in programs for kubectl take them: kubelogin (`kubectl oidc-login
 * get-token`) with any OpenID Connect issuer, and Azure's program of the same name with Entra ID.
 */

/** What becomes of such a user: the settings and secrets of a connection, or why it has none. */
export type Login =
  | {
      readonly settings: Readonly<Record<string, unknown>>
      readonly secrets: Readonly<Record<string, string>>
      readonly leftOut: readonly Fault[]
    }
  | { readonly refused: Fault }

/** Null where these words are of neither program. `user` is the name in the kubeconfig. */
export function execLogin(user: string, words: readonly string[]): Login | null {
  const [issuer] = optionIn(words, 'oidc-issuer-url')
  if (issuer !== undefined) return oidcLogin(user, issuer, words)
  const [tenant] = optionIn(words, 'tenant-id', 't')
  const [server] = optionIn(words, 'server-id')
  return words.includes('get-token') && tenant !== undefined && server !== undefined
    ? entraLogin(user, { tenant, server }, words)
    : null
}

/** Its grant types by ours. `auto` is authcode unless a user name is given. */
const GRANTS: Readonly<Record<string, string>> = {
  authcode: 'authorization_code',
  'authcode-keyboard': 'authorization_code',
  'device-code': 'device_code',
  'client-credentials': 'client_credentials',
}

/** Where it listens unless told otherwise, and so what was registered at the server for it. */
const REDIRECT = 'http://localhost:8000'

function oidcLogin(user: string, issuer: string, words: readonly string[]): Login {
  const one = (name: string) => optionIn(words, name)[0] ?? ''
  const asked = one('grant-type') || 'auto'
  const type = asked === 'auto' ? (one('username') === '' ? 'authcode' : 'password') : asked
  const grant = GRANTS[type]
  if (grant === undefined) return { refused: fault('import_grant_left', { user, grant: sayable(type) }) }
  const scopes = optionIn(words, 'oidc-extra-scope').flatMap((text) => text.split(','))
  const extra = pairsIn(optionIn(words, 'oidc-auth-request-extra-params'))
  const secret = one('oidc-client-secret')
  return {
    settings: {
      clientId: one('oidc-client-id'),
      issuer,
      grant,
      ...(secret === '' ? { clientAuth: 'none' } : {}),
      scope: [...new Set(['openid', ...scopes])].join(' '),
      ...(grant === 'authorization_code' ? { redirectUri: redirectOf(one) } : {}),
      ...(Object.keys(extra).length > 0 && grant !== 'device_code' ? { extra } : {}),
      handOut: isOn(words, 'oidc-use-access-token') ? 'access' : 'id',
    },
    secrets: secret === '' ? {} : { clientSecret: secret },
    leftOut: trustLeft(user, words),
  }
}

/** By whole address, else by host name and the first port it may listen on. */
function redirectOf(one: (name: string) => string): string {
  const whole = one('oidc-redirect-url')
  if (whole !== '') return whole
  const port = /:(\d{1,5})$/.exec(one('listen-address').split(',')[0] ?? '')?.[1]
  const host = one('oidc-redirect-url-hostname')
  return host === '' && port === undefined ? REDIRECT : `http://${host || 'localhost'}:${port ?? '8000'}`
}

/** A certificate authority of its own: said, since a file elsewhere on this computer is not read, and no check is switched off. */
function trustLeft(user: string, words: readonly string[]): Fault[] {
  const named = ['certificate-authority', 'certificate-authority-data'].some((name) => optionIn(words, name).length > 0)
  return named || isOn(words, 'insecure-skip-tls-verify') ? [fault('import_authority_left', { user })] : []
}

const ENTRA_GRANTS: Readonly<Record<string, string>> = {
  devicecode: 'device_code',
  interactive: 'authorization_code',
  spn: 'client_credentials',
}

/** Its clouds by the host that people sign in at. */
const ENTRA_HOSTS: Readonly<Record<string, string>> = {
  azurepubliccloud: 'login.microsoftonline.com',
  azurecloud: 'login.microsoftonline.com',
  azureusgovernment: 'login.microsoftonline.us',
  azureusgovernmentcloud: 'login.microsoftonline.us',
  azurechinacloud: 'login.chinacloudapi.cn',
}

/** The cluster takes the access token for the application that stands for it (`--server-id`). */
function entraLogin(
  user: string,
  { tenant, server }: Record<'tenant' | 'server', string>,
  words: readonly string[],
): Login {
  const one = (name: string, letter?: string) => optionIn(words, name, letter)[0] ?? ''
  const login = one('login', 'l') || 'devicecode'
  const host = ENTRA_HOSTS[(one('environment', 'e') || 'AzurePublicCloud').toLowerCase()]
  const grant = ENTRA_GRANTS[login]
  if (grant === undefined || host === undefined || isOn(words, 'pop-enabled') || one('client-certificate') !== '')
    return { refused: fault('import_grant_left', { user, grant: sayable(login) }) }
  const secret = one('client-secret')
  const own = `${server}/.default`
  return {
    settings: {
      clientId: one('client-id'),
      issuer: `https://${host}/${tenant}/v2.0`,
      grant,
      clientAuth: secret === '' ? 'none' : 'post',
      scope: grant === 'client_credentials' ? own : `openid offline_access ${own}`,
      ...(grant === 'authorization_code' ? { redirectUri: 'http://localhost' } : {}),
    },
    secrets: secret === '' ? {} : { clientSecret: secret },
    leftOut: [],
  }
}

/** `--name=value`, `--name value` or, with a letter, `-l value`, as often as it is there. */
export function optionIn(words: readonly string[], name: string, letter?: string): string[] {
  return words.flatMap((word, index) => {
    if (word.startsWith(`--${name}=`)) return [word.slice(name.length + 3)]
    return word === `--${name}` || (letter !== undefined && word === `-${letter}`) ? [words[index + 1] ?? ''] : []
  })
}

function isOn(words: readonly string[], name: string): boolean {
  return words.some((word) => word === `--${name}` || word === `--${name}=true`)
}

function pairsIn(texts: readonly string[]): Record<string, string> {
  const pairs = texts.flatMap((text) => text.split(',')).map((pair) => /^([^=]+)=(.*)$/.exec(pair))
  return Object.fromEntries(pairs.flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[2] ?? '']])))
}

/** A file's word in a sentence. */
function sayable(word: string): string {
  return /^[\w-]{1,40}$/.test(word) ? word : '?'
}
