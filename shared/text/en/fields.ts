import type { FieldText } from '../texts.ts'

/** What is filled in, by field or `system.field`; the help names the pitfalls that systems/*.md found. */

export const systems = {
  draw: {
    title: 'DRAW',
    about:
      'Client and tokens come from the server’s admin page: Clients, Add client, Save. The pop-up shows both tokens once; ' +
      'if they are lost, save the client again. The access token lives 30 days, the refresh token a year.',
  },
  oauth2: {
    title: 'OAuth 2.0',
    about:
      'Any server with a token endpoint: either a refresh token that was handed out once, or client credentials. ' +
      'Set a proof endpoint (any call that needs a token) so that "test" can tell whether the token is accepted.',
  },
} as const

const shared = {
  name: { label: 'Name', help: 'How programs ask for this connection: small letters, digits and hyphens.' },
  baseUrl: { label: 'Base URL', help: 'The server’s address, with or without a slash at its end.' },
  clientId: { label: 'Client ID', help: 'The name under which the server knows this client.' },
  maxRetries: {
    label: 'Max retries',
    help: 'Quick retries of one renewal, 0 to 20; programs read it as their own limit.',
  },
  expiresAt: {
    label: 'Expiry',
    help: 'When the access token ends, with time zone; only needed where the token does not say.',
  },
  allowHttp: {
    label: 'Allow plain http',
    help: 'Set true only where the server has no https; the token can then be read on the way.',
  },
  accessToken: { label: 'Access token', help: 'What programs show to the server; also called bearer token.' },
  refreshToken: {
    label: 'Refresh token',
    help: 'What new access tokens are got with; it never leaves Everbearer but to the server.',
  },
  clientSecret: { label: 'Client secret', help: 'The client’s own password.' },
} as const satisfies Record<string, FieldText>

const draw = {
  'draw.baseUrl': {
    label: 'Base URL',
    help: 'The server’s address without /admin and without /api; slashes are joined rightly, however they are typed.',
  },
  'draw.clientId': {
    label: 'Client ID',
    help: 'The client’s name exactly as on the server, capital letters included; not the number inside a token.',
  },
  'draw.expiresAt': {
    label: 'Expiry',
    help: '"Token expires at" on the server’s list of clients; may be left out, since the token says it itself.',
  },
  'draw.accessToken': {
    label: 'Access token',
    help: 'The first of the two in the server’s pop-up; the DRAW client calls it "Bearer Token".',
  },
  'draw.refreshToken': {
    label: 'Refresh token',
    help: 'The second of the two in the server’s pop-up. Swapped tokens are noticed.',
  },
  'draw.endpoints.upload': { label: 'Upload endpoint', help: 'Where images are sent; it ends in a slash.' },
  'draw.endpoints.status': { label: 'Status endpoint', help: 'Must hold {task_id}, which programs fill in.' },
  'draw.endpoints.download': { label: 'Download endpoint', help: 'Must hold {task_id}, which programs fill in.' },
  'draw.endpoints.notify': { label: 'Notify endpoint', help: 'Must hold {task_id}, which programs fill in.' },
  'draw.endpoints.refresh': {
    label: 'Refresh endpoint',
    help: 'Where tokens are renewed; for servers of the first client’s time write /auth/refresh.',
  },
  'draw.endpoints.health': { label: 'Health endpoint', help: 'Answers even without a token; used by "test".' },
} as const satisfies Record<string, FieldText>

const oauth2 = {
  'oauth2.baseUrl': { label: 'Base URL', help: 'The address of the API; programs get it together with the token.' },
  'oauth2.grant': {
    label: 'Grant',
    help: 'refresh_token renews with a refresh token, client_credentials with client ID and client secret.',
  },
  'oauth2.clientAuth': {
    label: 'Client authentication',
    help: 'How the client secret is sent: basic in a header, post in the form, none without one.',
  },
  'oauth2.scope': { label: 'Scope', help: 'What the token is for, in the server’s words, separated by spaces.' },
  'oauth2.resource': { label: 'Resource', help: 'The API that the token is meant for, where the server asks for it.' },
  'oauth2.audience': { label: 'Audience', help: 'The same under another name, at some servers.' },
  'oauth2.extra': {
    label: 'Extra parameters',
    help: 'Further form fields of the token request, such as {"tenant": "a"}.',
  },
  'oauth2.clientSecret': { label: 'Client secret', help: 'Needed for client credentials; a public client has none.' },
  'oauth2.endpoints.token': {
    label: 'Token endpoint',
    help: 'A path after the base URL, or a whole address elsewhere.',
  },
  'oauth2.endpoints.proof': {
    label: 'Proof endpoint',
    help: 'Any call of the API that needs a token; used by "test" alone.',
  },
} as const satisfies Record<string, FieldText>

export const fields: Readonly<Record<string, FieldText>> = { ...shared, ...draw, ...oauth2 }

/** What "settings get" shows. */
export const settings = {
  backgroundRenewal: {
    label: 'Background renewal',
    help: 'true renews tokens before anyone asks; false only when a program does.',
  },
  journalEntries: { label: 'Journal entries', help: 'How many entries the journal keeps before the oldest go.' },
  theme: { label: 'Theme', help: 'How the page looks: auto (as the system), light or dark.' },
  language: { label: 'Language', help: 'What the page speaks: auto (as the system) or en; English is complete.' },
} as const satisfies Record<string, FieldText>

/** What the doctor looks at. */
export const probes = {
  vault: 'Vault: write, read and delete',
  'state-folder': 'Folder for Everbearer’s files',
  lock: 'Lock',
  socket: 'Local socket',
  index: 'Overview file',
  journal: 'Journal',
  proxy: 'Proxy and certificates',
  address: 'Address of the server',
  clock: 'Clock',
  renewal: 'Last renewal',
  document: 'Entry in the vault',
} as const

/** What the doctor found, by the fact's name; other facts are shown with their name. */
export const facts = {
  path: '{path}',
  url: '{url}',
  kind: '{kind}',
  mode: 'rights {mode}',
  pid: 'process {pid}',
  tookMs: 'took {tookMs}',
  status: 'status {status}',
  entries: 'entries: {entries}',
  unreadable: 'unreadable: {unreadable}',
  httpsProxy: 'HTTPS_PROXY {httpsProxy}',
  httpProxy: 'HTTP_PROXY {httpProxy}',
  allProxy: 'ALL_PROXY {allProxy}',
  noProxy: 'NO_PROXY {noProxy}',
  extraRoots: 'further certificates from {extraRoots}',
  keychainService: 'in the keychain as {keychainService}',
  setAside: 'an unreadable one was set aside as {setAside}',
} as const
