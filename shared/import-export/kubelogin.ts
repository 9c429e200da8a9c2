import { type Fault, fault } from '../fault.ts'

/**
 * The arguments of a kubeconfig's exec user, as the sign-in programs for kubectl take them: kubelogin (`kubectl oidc-login
 * get-token`) with any OpenID Connect issuer, and Azure's program of the same name with Entra ID.
 */

/** The connection for such a user: its settings and secrets, or why there is none. */
export type Login =
  | {
      readonly settings: Readonly<Record<string, unknown>>
      readonly secrets: Readonly<Record<string, string>>
      readonly leftOut: readonly Fault[]
    }
  | { readonly refused: Fault }

/** Null for the arguments of any other program. `user` is the name in the kubeconfig. */
export function execLogin(user: string, args: readonly string[]): Login | null {
  const [issuer] = optionIn(args, 'oidc-issuer-url')
  if (issuer !== undefined) return oidcLogin(user, issuer, args)
  const [tenant] = optionIn(args, 'tenant-id', 't')
  const [server] = optionIn(args, 'server-id')
  return args.includes('get-token') && tenant !== undefined && server !== undefined
    ? entraLogin(user, { tenant, server }, args)
    : null
}

/** From its grant types to ours. `auto` is authcode unless a user name is given. */
const GRANTS: Readonly<Record<string, string>> = {
  authcode: 'authorization_code',
  'authcode-keyboard': 'authorization_code',
  'device-code': 'device_code',
  'client-credentials': 'client_credentials',
}

/** Where it listens by default, and so what was registered at the server for it. */
const REDIRECT = 'http://localhost:8000'

function oidcLogin(user: string, issuer: string, args: readonly string[]): Login {
  const option = (name: string) => optionIn(args, name)[0] ?? ''
  const requestedType = option('grant-type') || 'auto'
  const type = requestedType === 'auto' ? (option('username') === '' ? 'authcode' : 'password') : requestedType
  const grant = GRANTS[type]
  if (grant === undefined) return { refused: fault('import_grant_left', { user, grant: printableWord(type) }) }
  const scopes = optionIn(args, 'oidc-extra-scope').flatMap((text) => text.split(','))
  const extra = pairsIn(optionIn(args, 'oidc-auth-request-extra-params'))
  const secret = option('oidc-client-secret')
  return {
    settings: {
      clientId: option('oidc-client-id'),
      issuer,
      grant,
      ...(secret === '' ? { clientAuth: 'none' } : {}),
      scope: [...new Set(['openid', ...scopes])].join(' '),
      ...(grant === 'authorization_code' ? { redirectUri: redirectOf(option) } : {}),
      ...(Object.keys(extra).length > 0 && grant !== 'device_code' ? { extra } : {}),
      handOut: isFlagSet(args, 'oidc-use-access-token') ? 'access' : 'id',
    },
    secrets: secret === '' ? {} : { clientSecret: secret },
    leftOut: trustRemarks(user, args),
  }
}

/** By whole address, else by host name and the first port it may listen on. */
function redirectOf(option: (name: string) => string): string {
  const whole = option('oidc-redirect-url')
  if (whole !== '') return whole
  const port = /:(\d{1,5})$/.exec(option('listen-address').split(',')[0] ?? '')?.[1]
  const host = option('oidc-redirect-url-hostname')
  return host === '' && port === undefined ? REDIRECT : `http://${host || 'localhost'}:${port ?? '8000'}`
}

/** A certificate authority of its own is reported as left out: its file is not read, and no certificate check is switched off. */
function trustRemarks(user: string, args: readonly string[]): Fault[] {
  const hasAuthority = ['certificate-authority', 'certificate-authority-data'].some(
    (name) => optionIn(args, name).length > 0,
  )
  return hasAuthority || isFlagSet(args, 'insecure-skip-tls-verify') ? [fault('import_authority_left', { user })] : []
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

/** The cluster accepts access tokens whose resource is its application (`--server-id`). */
function entraLogin(
  user: string,
  { tenant, server }: Record<'tenant' | 'server', string>,
  args: readonly string[],
): Login {
  const option = (name: string, letter?: string) => optionIn(args, name, letter)[0] ?? ''
  const login = option('login', 'l') || 'devicecode'
  const host = ENTRA_HOSTS[(option('environment', 'e') || 'AzurePublicCloud').toLowerCase()]
  const grant = ENTRA_GRANTS[login]
  if (
    grant === undefined ||
    host === undefined ||
    isFlagSet(args, 'pop-enabled') ||
    option('client-certificate') !== ''
  )
    return { refused: fault('import_grant_left', { user, grant: printableWord(login) }) }
  const secret = option('client-secret')
  const serverScope = `${server}/.default`
  return {
    settings: {
      clientId: option('client-id'),
      issuer: `https://${host}/${tenant}/v2.0`,
      grant,
      clientAuth: secret === '' ? 'none' : 'post',
      scope: grant === 'client_credentials' ? serverScope : `openid offline_access ${serverScope}`,
      ...(grant === 'authorization_code' ? { redirectUri: 'http://localhost' } : {}),
    },
    secrets: secret === '' ? {} : { clientSecret: secret },
    leftOut: [],
  }
}

/** `--name=value`, `--name value` or, with a letter, `-l value`, as often as it is there. */
export function optionIn(args: readonly string[], name: string, letter?: string): string[] {
  return args.flatMap((word, index) => {
    if (word.startsWith(`--${name}=`)) return [word.slice(name.length + 3)]
    return word === `--${name}` || (letter !== undefined && word === `-${letter}`) ? [args[index + 1] ?? ''] : []
  })
}

function isFlagSet(args: readonly string[], name: string): boolean {
  return args.some((word) => word === `--${name}` || word === `--${name}=true`)
}

function pairsIn(texts: readonly string[]): Record<string, string> {
  const pairs = texts.flatMap((text) => text.split(',')).map((pair) => /^([^=]+)=(.*)$/.exec(pair))
  return Object.fromEntries(pairs.flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[2] ?? '']])))
}

/** A word of the file that may be repeated in a sentence. */
function printableWord(word: string): string {
  return /^[\w-]{1,40}$/.test(word) ? word : '?'
}
