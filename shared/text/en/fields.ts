import type { FieldText } from '../texts.ts'
import { counted } from './counted.ts'
import { oauth2 } from './fields-of-oauth2.ts'
import { runai } from './fields-of-runai.ts'

/** What is filled in, by field or `system.field`; the help names the pitfalls that systems/*.md found. */

export const systems = {
  draw: {
    title: 'DRAW',
    about:
      'Client and tokens come from the server’s admin page: Clients, Add client, Save. The pop-up shows both tokens once; ' +
      'if they are lost, save the client again. The access token lives 30 days, the refresh token a year.',
  },
  osais: {
    title: 'OSAIS',
    about:
      'In your profile there, under Settings, add a client token: its page shows a token and a secret. Both are used to log ' +
      'in; a login lasts three days and is repeated in good time. Domain and the two URIs are what the server calls back; ' +
      'saving them here does not change them there.',
  },
  runai: {
    title: 'Run:AI',
    about:
      'On the server’s page create an application, service account or access key, and copy client ID and client secret: the ' +
      'secret is shown once. Then give it a role or an access rule, or every call is answered 403. Which of four ways the ' +
      'server hands out tokens is found by itself.',
  },
  crafter: {
    title: 'Crafter Profile',
    about:
      'The token is the ID of a record in the server’s console, under List Access Tokens; whoever knows it has its rights. It ' +
      'ends on a fixed day and cannot be renewed: Everbearer tells 14, 7 and 1 days before. A master token tells its own end ' +
      'to "test"; for others, type it in.',
  },
  oauth2: {
    title: 'OAuth 2.0',
    about:
      'Any server with a token endpoint. A person signs in (in a browser, or with a code on another device), or a refresh ' +
      'token was handed out once, or the client has credentials of its own. Where the server has an issuer, it tells all ' +
      'addresses itself. Set a proof endpoint (any call that needs a token) so that "test" can tell whether the token is accepted.',
  },
} as const

const shared = {
  name: { label: 'Name', help: 'How programs ask for this connection: small letters, digits and hyphens.' },
  tags: { label: 'Tags', help: 'Words to find and group it by, such as ward-3 or test.' },
  note: {
    label: 'Note',
    help: 'For whoever looks after it next. Everybody who sees the list can read it: no secrets.',
  },
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
  idToken: {
    label: 'ID token',
    help: 'Who signed in, in the server’s words; it comes with the access token and has an end of its own.',
  },
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

const osais = {
  clientToken: { label: 'Client token', help: 'What the server calls this client; with the secret it logs in.' },
  'osais.baseUrl': { label: 'Base URL', help: 'The server’s address without /api.' },
  'osais.domain': {
    label: 'Domain',
    help: 'Where the server calls back, such as myapp.com; one client token has one.',
  },
  'osais.uriNotify': {
    label: 'Notify URI',
    help: 'The path after the domain for notifications, such as public/notify: no scheme, no domain, no slash in front.',
  },
  'osais.uriUpload': {
    label: 'Upload URI',
    help: 'The path after the domain for finished files, such as public/upload: no scheme, no domain, no slash in front.',
  },
  'osais.testImageUrl': {
    label: 'Test image',
    help: 'An https PNG or JPG of 256 to 1,024 pixels that the ping AI, which is free, is given when it is asked for.',
  },
  'osais.clientToken': { label: 'Client token', help: 'The token on the client’s page; not the long one of a login.' },
  'osais.clientSecret': { label: 'Client secret', help: 'The secret on the client’s page, beside the token.' },
  'osais.endpoints.login': { label: 'Login endpoint', help: 'Where token and secret are exchanged for a login.' },
  'osais.endpoints.client': { label: 'Client endpoint', help: 'The client’s own record; used by "test".' },
  'osais.endpoints.notify': {
    label: 'Call-back endpoint',
    help: 'Where call-back settings are changed; one page of the server’s says /api/v1/private/client instead.',
  },
  'osais.endpoints.ping': { label: 'Ping endpoint', help: 'The free ping AI.' },
  'osais.endpoints.request': { label: 'Request endpoint', help: 'Must hold {uid}, the number of a request.' },
} as const satisfies Record<string, FieldText>

const crafter = {
  'crafter.baseUrl': { label: 'Base URL', help: 'Such as https://server.example:8443/crafter-profile.' },
  'crafter.application': { label: 'Application', help: 'Whose token this is, as in the console; for people only.' },
  'crafter.tenant': { label: 'Tenant', help: 'If set, "test" also asks whether the token may read it.' },
  'crafter.expiresAt': {
    label: 'Expiry',
    help: '"Expires On" in the console means the first moment of that day, by the clock of whoever chose it.',
  },
  'crafter.accessToken': {
    label: 'Access token ID',
    help: 'The ID in the list of access tokens; treat it as a password.',
  },
  'crafter.token.id': { label: 'ID', help: 'Left out, one is made at random, which is best.' },
  'crafter.token.application': { label: 'Application', help: 'What will use this token; for people only.' },
  'crafter.token.master': { label: 'Master', help: 'May list, create and delete all tokens, itself among them.' },
  'crafter.token.expiresOn': { label: 'Last day', help: 'It works until the last moment of this day.' },
  'crafter.token.tenantPermissions': {
    label: 'Tenant permissions',
    help: 'What it may do in which tenant; * is any tenant. Only the first entry that fits a tenant counts.',
  },
  'crafter.endpoints.api': { label: 'API path', help: 'What stands before access_token and tenant in the addresses.' },
} as const satisfies Record<string, FieldText>

export const fields: Readonly<Record<string, FieldText>> = {
  ...shared,
  ...draw,
  ...osais,
  ...runai,
  ...crafter,
  ...oauth2,
}

/** What "settings get" shows. */
export const settings = {
  backgroundRenewal: {
    label: 'Background renewal',
    help: 'true renews tokens before anyone asks; false only when a program does.',
  },
  journalEntries: { label: 'Journal entries', help: 'How many entries the journal keeps before the oldest go.' },
  demoGuide: { label: 'Guide of the demo', help: 'Whether the demo’s page says what to try: true or false.' },
  theme: { label: 'Theme', help: 'How the page looks: auto (as the system), light or dark.' },
  'consumers.port': {
    label: 'Port for consumers',
    help: 'Where programs with a key come to on 127.0.0.1 ("everbearer consumers"); 0 is off.',
  },
  'consumers.bridge': {
    label: 'Bridge for containers',
    help: 'The address of a container engine’s bridge, such as 172.17.0.1, where that port is open too; none closes it.',
  },
  'consumers.address': {
    label: 'Address for other computers',
    help: 'Where programs with a key come to over TLS, such as 0.0.0.0:8443; needs the next two; none closes it.',
  },
  'consumers.certificate': {
    label: 'Certificate for other computers',
    help: 'The PEM file with its certificate and those that vouch for it; read anew when it changes.',
  },
  'consumers.key': { label: 'Key for other computers', help: 'The PEM file with its key, which nobody else may read.' },
  'notify.command': {
    label: 'Command that tells you',
    help: 'A JSON array, run without a shell when somebody is needed or an end comes near; none takes it away.',
  },
  'notify.webhook': {
    label: 'Webhook',
    help: 'An https address that is told the same, signed; none takes it away.',
  },
  'notify.webhook.secret': {
    label: 'Key of the webhook',
    help: 'Asked for without being shown, or read from standard input; whether there is one is all that is told.',
  },
  language: { label: 'Language', help: 'What the page speaks: auto (as the system) or en; English is complete.' },
} as const satisfies Record<string, FieldText>

/** What a server has shown of itself, by the fact's name; others are not shown. */
export const learned = {
  tokenRequest: 'Token request it understands',
  validatedAt: 'Validated',
  domain: 'Domain there',
  uriNotify: 'Notify URI there',
  uriUpload: 'Upload URI there',
  tokenEndpoint: 'Token endpoint it tells',
  authorizationEndpoint: 'Authorization endpoint it tells',
  deviceEndpoint: 'Device endpoint it tells',
  revocationEndpoint: 'Revocation endpoint it tells',
  introspectionEndpoint: 'Introspection endpoint it tells',
  master: 'Master token',
  application: 'Application there',
} as const

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
  site: 'Managed settings',
  consumers: 'Port for consumers',
  notify: 'Message you outside of the window',
  renewal: 'Last renewal',
  document: 'Entry in the vault',
  route: 'Way to the server',
  dns: 'Name of the server',
  tls: 'Certificates of the server',
} as const

/** What the doctor found, by the fact's name; other facts are shown with their name. */
export const facts = {
  path: '{path}',
  command: 'by {command}',
  webhook: 'by {webhook}',
  waiting: 'waiting: {waiting}',
  url: '{url}',
  kind: '{kind}',
  mode: 'rights {mode}',
  pid: 'process {pid}',
  tookMs: 'took {tookMs}',
  status: 'answers with status {status}',
  entries: 'entries: {entries}',
  unreadable: 'unreadable: {unreadable}',
  newer: 'of a newer Everbearer: {newer}',
  httpsProxy: 'HTTPS_PROXY {httpsProxy}',
  httpProxy: 'HTTP_PROXY {httpProxy}',
  allProxy: 'ALL_PROXY {allProxy}',
  noProxy: 'NO_PROXY {noProxy}',
  extraRoots: 'further certificates from {extraRoots}',
  keychainService: 'in the keychain as {keychainService}',
  keyring: '{keyring}',
  keepsHistory:
    'keeps up to {keepsHistory} earlier states of each entry unless its settings say otherwise, old tokens among them',
  setAside: 'an unreadable one was set aside as {setAside}',
  host: '{host}',
  port: 'port {port}',
  addresses: 'is {addresses}',
  via: 'through the proxy {via}',
  variable: 'as {variable} says',
  setBy: 'as set here ({setBy})',
  ownCertificate: 'shown where it is asked for: {ownCertificate}',
  ownUntil: 'which ends {ownUntil}',
  certificateFor: 'certificate for {certificateFor}',
  certificateUntil: 'its certificate counts until {certificateUntil}',
  certificateBy: 'as set here ({certificateBy})',
  connections: counted({ one: 'used by one connection', other: 'used by {connections} connections' }, 'connections'),
  protocol: '{protocol}',
  until: 'good until {until}',
  chain: '{chain}',
  authority: 'vouched for by {authority}',
  trustedBy: 'trusted by {trustedBy}',
} as const
